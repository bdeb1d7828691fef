// SPDX-License-Identifier: Apache-2.0
package dev.probity.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * RT-67: dependencies are pinned and converged. A version nobody wrote down can change between two
 * builds of one commit, and one day the program does not start.
 */
class PinnedDependenciesTest {
  private static final Pattern VERSION = Pattern.compile("<version>([^<]*)</version>");
  private static final Pattern DEPENDENCY =
      Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);
  private static final Pattern PLUGIN = Pattern.compile("<plugin>(.*?)</plugin>", Pattern.DOTALL);
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]*)</artifactId>");
  private static final Pattern JAR = Pattern.compile("(.*?)-(\\d[\\w.+-]*?)(?:-tests)?\\.jar");
  private static final Pattern LATEST = Pattern.compile("(?i)(^|[^\\w])latest($|[^\\w])");
  private static final String OURS = "0.1.0-SNAPSHOT";

  @Test
  void everyVersionIsOneVersion() throws IOException {
    List<String> loose = new ArrayList<>();
    for (Path pom : poms()) {
      Matcher versions = VERSION.matcher(withoutRules(Files.readString(pom)));
      while (versions.find()) {
        String version = versions.group(1);
        if (!version.equals(OURS) && isLoose(version)) {
          loose.add(pom + ": " + version);
        }
      }
    }
    assertEquals(List.of(), loose);
  }

  @Test
  void theGuardSeesWhatIsLoose() {
    for (String version :
        List.of("[1,)", "(,2]", "LATEST", "RELEASE", "1.0-SNAPSHOT", "1.+", "latest", "")) {
      assertTrue(isLoose(version), version);
    }
    assertFalse(isLoose("1.2.3.Final"));
    assertFalse(isLoose("${kafka.version}"));
  }

  @Test
  void modulesTakeTheirVersionsFromTheRoot() throws IOException {
    List<String> own = new ArrayList<>();
    for (Path pom : poms().subList(1, poms().size())) {
      Matcher dependencies = DEPENDENCY.matcher(Files.readString(pom));
      while (dependencies.find()) {
        if (VERSION.matcher(dependencies.group(1)).find()) {
          own.add(pom + ": " + first(ARTIFACT, dependencies.group(1)));
        }
      }
    }
    assertEquals(List.of(), own);
  }

  @Test
  void everyPluginThatIsUsedIsPinned() throws IOException {
    Map<String, String> pinned = new HashMap<>();
    TreeSet<String> used = new TreeSet<>();
    for (Path pom : poms()) {
      Matcher plugins = PLUGIN.matcher(Files.readString(pom));
      while (plugins.find()) {
        String head = plugins.group(1).split("<(executions|configuration|dependencies)>")[0];
        String name = first(ARTIFACT, head);
        used.add(name);
        Matcher version = VERSION.matcher(head);
        if (version.find()) {
          pinned.put(name, version.group(1));
        }
      }
    }
    used.removeAll(pinned.keySet());
    assertEquals(new TreeSet<>(), used, "plugins without a version");
  }

  @Test
  void noLibraryIsThereInTwoVersions() {
    Map<String, TreeSet<String>> versions = new TreeMap<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      Matcher jar = JAR.matcher(String.valueOf(path.getFileName()));
      if (jar.matches() && path.getNameCount() > 3) {
        String library = path.getParent().getParent() + "";
        versions.computeIfAbsent(library, none -> new TreeSet<>()).add(jar.group(2));
      }
    }
    List<String> twice = new ArrayList<>();
    versions.forEach(
        (library, found) -> {
          if (found.size() > 1 && found.stream().noneMatch(one -> one.matches(".*[a-z]{4,}.*"))) {
            twice.add(library + " " + found);
          }
        });
    assertEquals(List.of(), twice);
  }

  /** RT-59: neither an image nor a model nor a tool is "latest" anywhere. */
  @Test
  void nothingThatRunsIsTheLatestOfAnything() throws IOException {
    List<String> loose = new ArrayList<>();
    for (Path file : whatRuns()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (isLatest(lines.get(i))) {
          loose.add(Sources.ROOT.relativize(file) + ":" + (i + 1) + ": " + lines.get(i).strip());
        }
      }
    }
    assertEquals(List.of(), loose);
    assertTrue(isLatest("    image: redis:latest") && isLatest("FROM scratch-latest"));
    assertTrue(isLatest("  runs-on: ubuntu-latest") && isLatest("./probity serve --model latest"));
    assertFalse(isLatest("# the latest head is the newest signed one"));
  }

  private static boolean isLatest(String line) {
    String code = line.strip();
    return !code.startsWith("#") && LATEST.matcher(code).find();
  }

  /** Files that name what is pulled, deployed or started. */
  private static List<Path> whatRuns() throws IOException {
    List<Path> files = new ArrayList<>(List.of(Sources.ROOT.resolve("docker-compose.yml")));
    try (Stream<Path> workflows = Files.list(Sources.ROOT.resolve(".github/workflows"));
        Stream<Path> all = Files.walk(Sources.ROOT, 4)) {
      workflows.filter(Files::isRegularFile).forEach(files::add);
      all.filter(file -> String.valueOf(file.getFileName()).contains("Dockerfile"))
          .forEach(files::add);
    }
    assertTrue(files.size() > 2, "nothing to look at: " + files);
    return files;
  }

  @Test
  void continuousIntegrationBuildsFromACleanClone() throws IOException {
    String workflow = Files.readString(Sources.ROOT.resolve(".github/workflows/ci.yml"));
    String run = Files.readString(Sources.ROOT.resolve(".ci/run"));
    assertTrue(workflow.contains("actions/checkout@"), "a fresh clone");
    assertTrue(workflow.contains("./.ci/run"), "the command of .ci");
    assertTrue(run.contains("/probity\" test"), run);
  }

  private static boolean isLoose(String version) {
    return version.isBlank()
        || version.matches(".*[\\[\\](),+*].*")
        || version.toUpperCase(java.util.Locale.ROOT).matches("LATEST|RELEASE|.*-SNAPSHOT");
  }

  /** Ranges are what rules about versions are made of. */
  private static String withoutRules(String pom) {
    return pom.replaceAll("(?s)<rules>.*?</rules>", "")
        .replaceAll("(?s)<artifactId>maven-toolchains-plugin</artifactId>.*?</plugin>", "");
  }

  private static String first(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? found.group(1) : "?";
  }

  /** The root's pom first. */
  private static List<Path> poms() throws IOException {
    List<Path> poms = new ArrayList<>(List.of(Sources.ROOT.resolve("pom.xml")));
    try (Stream<Path> folders = Files.list(Sources.ROOT)) {
      folders
          .map(folder -> folder.resolve("pom.xml"))
          .filter(Files::isRegularFile)
          .sorted()
          .forEach(poms::add);
    }
    return poms;
  }
}
