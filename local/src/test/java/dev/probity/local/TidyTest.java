// SPDX-License-Identifier: Apache-2.0
package dev.probity.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The limits of the house style; tripwires, not targets. Messages read {@code path:line rule}. */
class TidyTest {
  private static final int LINE = 100;
  private static final int METHOD = 60;
  private static final int METHOD_P90 = 20;
  private static final int FILE_MAIN = 400;
  private static final int FILE_TEST = 600;
  private static final int FILE_MEDIAN = 100;
  private static final int EXCEPTIONS = 5;

  /** The aim is 1; this only keeps it from falling while the first part is completed. */
  private static final double LEAST_TEST_SHARE = .7;

  /** Path and rule to the reason for the exception; an unused entry fails. */
  private static final Map<String, String> ALLOWED = Map.of();

  private static final Set<String> TOP_LEVEL =
      Set.of(
          ".ci",
          ".github",
          "topics",
          "model",
          "ingest",
          "scorer",
          "explainer",
          "audit-sink",
          "drift-monitor",
          "trainer",
          "console",
          "local",
          "grafana",
          "deploy",
          "docs");

  private static List<ParsedSource> sources = List.of();

  @BeforeAll
  static void parse() throws IOException {
    Map<Path, String> texts = new LinkedHashMap<>();
    for (Path path : Sources.java()) {
      texts.put(path, Files.readString(path));
    }
    sources = ParsedSource.all(texts);
    assertTrue(sources.size() > 400, "found only " + sources.size() + " source files");
  }

  @Test
  void linesFitTheScreen() {
    expectNone(
        each(
            (source, found) -> {
              int number = 0;
              for (String line : source.lines()) {
                number++;
                if (line.length() > LINE
                    && !line.startsWith("import ")
                    && !isLiteral(source, line)) {
                  found.add(at(source, number, "line length", line.length(), LINE));
                }
              }
            }));
  }

  /** Expected bytes in a test are easier to compare in one piece. */
  private static boolean isLiteral(ParsedSource source, String line) {
    return !Sources.isMain(source.path()) && line.contains("\"");
  }

  @Test
  void methodsFitTheHead() {
    List<Long> lengths = new ArrayList<>();
    List<String> found =
        each(
            (source, findings) -> {
              if (Sources.isMain(source.path())) {
                for (ParsedSource.Method method : source.methods()) {
                  lengths.add(method.lines());
                  if (method.lines() > METHOD) {
                    findings.add(
                        at(source, method.line(), "method length", method.lines(), METHOD));
                  }
                }
              }
            });
    expectNone(found);
    lengths.sort(null);
    long p90 = lengths.get(lengths.size() * 9 / 10);
    assertTrue(p90 <= METHOD_P90, "nine methods in ten have up to " + p90 + " lines");
  }

  @Test
  void filesFitOneThought() {
    List<Integer> lengths = new ArrayList<>();
    List<String> found =
        each(
            (source, findings) -> {
              boolean main = Sources.isMain(source.path());
              int length = source.lines().size();
              int limit = main ? FILE_MAIN : FILE_TEST;
              if (main) {
                lengths.add(length);
              }
              if (length > limit) {
                findings.add(at(source, 1, "file length", length, limit));
              }
            });
    expectNone(found);
    lengths.sort(null);
    int median = lengths.get(lengths.size() / 2);
    assertTrue(median <= FILE_MEDIAN, "the median main file has " + median + " lines");
  }

  @Test
  void mainsStartThingsAndDecideNothing() {
    expectNone(
        each(
            (source, found) -> {
              String name = source.path().getFileName().toString();
              int limit = name.equals("LocalMain.java") ? 60 : 40;
              if (Sources.isMain(source.path())
                  && name.endsWith("Main.java")
                  && source.lines().size() > limit) {
                found.add(at(source, 1, "main length", source.lines().size(), limit));
              }
            }));
  }

  @Test
  void namesSayWhatThingsAre() {
    Pattern shapeless = Pattern.compile(".*(Utils?|Helper|Manager|Impl)|Base[A-Z].*");
    expectNone(
        each(
            (source, found) -> {
              for (ParsedSource.Type type : source.types()) {
                if (shapeless.matcher(type.name()).matches()) {
                  found.add(at(source, type.line(), "shapeless name " + type.name(), 1, 0));
                }
              }
            }));
  }

  @Test
  void everyMainPackageIsDescribedAndNullMarked() throws IOException {
    Set<Path> packages = new TreeSet<>();
    for (Path path : Sources.mainJava()) {
      if (!path.endsWith("module-info.java")) {
        packages.add(path.getParent());
      }
    }
    List<String> missing = new ArrayList<>();
    for (Path folder : packages) {
      Path info = folder.resolve("package-info.java");
      if (!Files.exists(info) || !Files.readString(info).contains("@NullMarked")) {
        missing.add(Sources.ROOT.relativize(folder) + " package-info with @NullMarked");
      }
    }
    expectNone(missing);
  }

  @Test
  void contractsAndMathsAreDocumented() {
    expectNone(
        each(
            (source, found) -> {
              String path = relative(source);
              if (!path.startsWith("topics/src/main") && !path.startsWith("model/src/main")) {
                return;
              }
              for (ParsedSource.Type type : source.types()) {
                if (!type.isPublic() || type.name().isEmpty()) {
                  continue;
                }
                if (type.javadoc().isBlank()) {
                  found.add(at(source, type.line(), "Javadoc of " + type.name(), 0, 1));
                }
                for (String component : type.components()) {
                  if (!Pattern.compile("@param\\s+" + component + "\\b")
                      .matcher(type.javadoc())
                      .find()) {
                    found.add(
                        at(
                            source,
                            type.line(),
                            "@param " + component + " of " + type.name(),
                            0,
                            1));
                  }
                }
              }
            }));
  }

  @Test
  void testsWeighAsMuchAsTheCodeTheyHold() {
    long main = 0;
    long test = 0;
    for (ParsedSource source : sources) {
      long code = codeLines(source);
      if (Sources.isMain(source.path())) {
        main += code;
      } else {
        test += code;
      }
    }
    System.out.printf("tidy: %d main lines, %d test lines%n", main, test);
    assertTrue(
        test >= LEAST_TEST_SHARE * main, "test lines " + test + " against main lines " + main);
  }

  private static long codeLines(ParsedSource source) {
    return source.lines().stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("//") && !line.startsWith("*"))
        .filter(line -> !line.startsWith("/*"))
        .count();
  }

  @Test
  void sourcesHoldNoneOfTheForbiddenThings() {
    expectNone(
        each(
            (source, found) -> {
              boolean main = Sources.isMain(source.path());
              for (Forbidden rule : Forbidden.RULES) {
                if (rule.applies(relative(source), main)) {
                  rule.findings(source).forEach(found::add);
                }
              }
            }));
  }

  @Test
  void everyForbiddenThingIsCaughtWhenItAppears() throws IOException {
    for (Forbidden rule : Forbidden.RULES) {
      ParsedSource bad =
          ParsedSource.of(
              Sources.ROOT.resolve("topics/src/main/java/dev/probity/topics/Bad.java"),
              rule.example() + "\n");
      assertFalse(rule.findings(bad).isEmpty(), "not caught: " + rule.name());
    }
  }

  @Test
  void optionalIsNeitherFieldNorParameter() {
    Pattern field =
        Pattern.compile(
            "^\\s+(private|public|final|static|protected)?.*Optional<.*>\\s+\\w+\\s*(;|=)");
    expectNone(
        each(
            (source, found) -> {
              for (ParsedSource.Method method : source.methods()) {
                if (Sources.isMain(source.path())
                    && method.parameterTypes().stream().anyMatch(t -> t.startsWith("Optional"))) {
                  found.add(at(source, method.line(), "Optional parameter", 1, 0));
                }
              }
              int number = 0;
              for (String line : source.lines()) {
                number++;
                if (Sources.isMain(source.path())
                    && line.startsWith("  ")
                    && !line.startsWith("   ")
                    && field.matcher(line).find()) {
                  found.add(at(source, number, "Optional field", 1, 0));
                }
              }
            }));
  }

  @Test
  void topLevelHoldsOnlyTheRoomsOfTheDesign() throws IOException {
    try (Stream<Path> entries = Files.list(Sources.ROOT)) {
      List<String> strange =
          entries
              .filter(Files::isDirectory)
              .map(path -> path.getFileName().toString())
              .filter(name -> !TOP_LEVEL.contains(name))
              .filter(
                  name -> !Set.of(".git", ".probity", "target", ".idea", ".vscode").contains(name))
              .toList();
      assertEquals(List.of(), strange);
    }
  }

  @Test
  void learnersAndMocksStayOutOfThePoms() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path pom : Sources.files(path -> path.endsWith("pom.xml"))) {
      String text = Files.readString(pom).replaceAll("<exclude>.*</exclude>", "");
      String path = Sources.ROOT.relativize(pom).toString();
      for (String banned :
          List.of("mock" + "ito", "lom" + "bok", "easy" + "mock", "power" + "mock")) {
        if (text.contains(banned)) {
          found.add(path + " names " + banned);
        }
      }
      boolean mayLearn = path.equals("trainer/pom.xml") || path.equals("pom.xml");
      if (!mayLearn && (text.contains("xgboost") || text.contains("smile-core"))) {
        found.add(path + " names a learner");
      }
    }
    expectNone(found);
  }

  @Test
  void trackedFilesStaySmall() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : Sources.files(path -> true)) {
      String path = Sources.ROOT.relativize(file).toString();
      boolean listed =
          path.contains("/golden/") || path.startsWith("local/src/main/resources/acs/");
      if (!listed && Files.size(file) > 1 << 20) {
        found.add(path + " has " + Files.size(file) + " bytes, limit " + (1 << 20));
      }
    }
    expectNone(found);
  }

  @Test
  void exceptionsAreFewAndUsed() {
    assertTrue(ALLOWED.size() <= EXCEPTIONS);
    for (String key : ALLOWED.keySet()) {
      assertTrue(Files.exists(Sources.ROOT.resolve(key.split(" ", 2)[0])), key);
    }
  }

  private interface Rule {
    void read(ParsedSource source, List<String> findings);
  }

  private static List<String> each(Rule rule) {
    List<String> findings = new ArrayList<>();
    for (ParsedSource source : sources) {
      rule.read(source, findings);
    }
    findings.removeIf(finding -> ALLOWED.keySet().stream().anyMatch(key -> excused(finding, key)));
    return findings;
  }

  private static boolean excused(String finding, String key) {
    String[] pathAndRule = key.split(" ", 2);
    return finding.startsWith(pathAndRule[0] + ":") && finding.contains(pathAndRule[1]);
  }

  private static void expectNone(List<String> findings) {
    assertTrue(
        findings.isEmpty(), () -> findings.size() + " found:\n" + String.join("\n", findings));
  }

  private static String at(ParsedSource source, long line, String rule, long found, long limit) {
    return relative(source) + ":" + line + " " + rule + " — " + found + ", limit " + limit;
  }

  private static String relative(ParsedSource source) {
    return Sources.ROOT.relativize(source.path()).toString();
  }
}
