// SPDX-License-Identifier: Apache-2.0
package dev.probity.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the launcher in a tree of its own, against JDKs and a Maven that only say they were called.
 */
class LauncherTest {
  private static final Path ROOT = Path.of(System.getProperty("probity.root", ".."));

  @TempDir private Path folder;
  private Path tree;
  private final Map<String, String> environment = new HashMap<>();

  private record Run(int exit, String out, String err) {}

  @BeforeEach
  void builtTreeWithoutAnyJdk() throws IOException {
    tree = Files.createDirectories(folder.resolve("tree"));
    Files.copy(ROOT.resolve("probity"), tree.resolve("probity"));
    write("pom.xml", "<project/>");
    write("topics/src/main/java/A.java", "class A {}");
    write("local/target/quarkus-app/quarkus-run.jar", "");
    write("local/target/built", "");
    age("pom.xml", "topics/src/main/java/A.java", "topics/src/main/java", "topics/src/main");
    Files.createDirectories(folder.resolve("jvm"));
    Files.createDirectories(folder.resolve("bin"));
    environment.put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    environment.put("PROBITY_JVM_DIRS", folder.resolve("jvm").toString());
    program("bin/java", "echo the wrong java; exit 9");
    program("bin/mvn", "echo \"mvn $* with $JAVA_HOME\" >>\"$0.log\"; exit 9");
  }

  @Test
  void takesTheNamedJdkFirst() throws Exception {
    // Given
    jdk("named", 21);
    jdk("jvm/newer", 25);
    environment.put("PROBITY_JAVA_HOME", folder.resolve("named").toString());

    // When
    Run run = launch("-v", "trace", "an id");

    // Then
    assertEquals("named -v,trace,an id", run.out());
    assertTrue(run.err().contains("JDK 21 in " + folder.resolve("named")), run.err());
    assertTrue(run.err().contains("(from PROBITY_JAVA_HOME)"), run.err());
  }

  @Test
  void passesOverAnOlderJavaHomeForTheNewestInstalledJdk() throws Exception {
    // Given
    jdk("old", 17);
    jdk("jvm/a-21", 21);
    jdk("jvm/b-25", 25);
    jdk("jvm/c-17", 17);
    environment.put("JAVA_HOME", folder.resolve("old").toString());

    // When
    Run run = launch("up");

    // Then
    assertEquals("jvm/b-25 up", run.out());
    assertEquals("", run.err());
  }

  @Test
  void findsTheJdkBehindALinkOnThePath() throws Exception {
    // Given
    jdk("elsewhere", 22);
    Files.delete(folder.resolve("bin/java"));
    Files.createSymbolicLink(folder.resolve("bin/java"), Path.of("..", "elsewhere", "bin", "java"));

    // When
    Run run = launch("up");

    // Then
    assertEquals("elsewhere up", run.out());
  }

  @Test
  void namesTheSourcesThatTrainAndWhetherTheyWereChanged() throws Exception {
    // Given: a JDK that tells its environment instead of running
    jdk("jvm/new", 25);
    program("jvm/new/bin/java", "echo \"${PROBITY_MLFLOW_GIT_COMMIT:-nothing}\"");

    // When, Then
    program("bin/git", "case \"$*\" in *rev-parse*) echo 1a2b ;; *) exit 0 ;; esac");
    assertEquals("1a2b", launch("train").out());
    assertEquals("nothing", launch("trace", "an id").out());
    program("bin/git", "case \"$*\" in *rev-parse*) echo 1a2b ;; *) echo ' M pom.xml' ;; esac");
    assertEquals("1a2b-dirty", launch("retrain").out());
    program("bin/git", "exit 128");
    assertEquals("nothing", launch("demo").out());
    environment.put("PROBITY_MLFLOW_GIT_COMMIT", "named");
    assertEquals("named", launch("up").out());
  }

  @Test
  void saysWhatToInstallWhenNoJdkIsNewEnough() throws Exception {
    // Given
    jdk("jvm/only", 17);

    // When
    Run run = launch("up");

    // Then
    assertEquals(2, run.exit());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("needs a JDK 21 or newer"), run.err());
    assertTrue(run.err().contains("only: 17;"), run.err());
    assertTrue(run.err().contains("openjdk-21-jdk"), run.err());
  }

  @Test
  void buildsWhenASourceIsNewerAndShowsWhyItFailed() throws Exception {
    // Given
    jdk("jvm/new", 25);
    program(
        "bin/mvn",
        "echo '[INFO] Building topics 0.1.0-SNAPSHOT      [2/10]'",
        "echo '[ERROR] A.java:[1,1] not good'; echo '[ERROR] [Help 1] about that'; exit 1");
    Files.setLastModifiedTime(
        tree.resolve("topics/src/main/java/A.java"), FileTime.from(Instant.now().plusSeconds(10)));

    // When
    Run run = launch("up");

    // Then
    assertEquals(1, run.exit());
    assertEquals("", run.out());
    assertTrue(run.err().contains("2/10 topics, "), run.err());
    assertTrue(run.err().contains("[ERROR] A.java:[1,1] not good"), run.err());
    assertFalse(run.err().contains("Help 1"), run.err());
    assertTrue(run.err().contains(tree.resolve("target/build.log").toString()), run.err());
  }

  @Test
  void asksAgainForADownloadThatOnceFailed() throws Exception {
    // Given
    jdk("jvm/new", 25);
    program(
        "bin/mvn",
        "case \"$*\" in *-U*) exit 0;; esac",
        "echo '[ERROR] x:y:1 was not found in z during a previous attempt.'; exit 1");
    Files.delete(tree.resolve("local/target/built"));

    // When
    Run run = launch("up");

    // Then
    assertEquals("jvm/new up", run.out());
    assertTrue(run.err().contains("an earlier download had failed; trying it again"), run.err());
    assertTrue(Files.exists(tree.resolve("local/target/built")));
  }

  @Test
  void namesTheMissingDownload() throws Exception {
    // Given
    jdk("jvm/new", 25);
    program("bin/mvn", "echo '[ERROR] Could not transfer artifact x:y:1 from central'; exit 1");
    Files.delete(tree.resolve("local/target/built"));

    // When
    Run run = launch("up");

    // Then
    assertEquals(1, run.exit());
    assertTrue(run.err().contains("a dependency could not be downloaded"), run.err());
    assertTrue(run.err().contains("Could not transfer artifact x:y:1"), run.err());
  }

  @Test
  void countsTestsByKindAndNamesWhatWasSkippedFailedOrNotRun() throws Exception {
    // Given
    jdk("jvm/new", 25);
    report(
        "ATest",
        3,
        0,
        1,
        "<testcase name=\"b\" classname=\"x.ATest\">",
        "<skipped message=\"Assumption failed: no peer &quot;q&quot; here&#10;at x\"/>");
    report(
        "BIT",
        2,
        1,
        0,
        "<testcase name=\"c\" classname=\"x.BIT\">",
        "<failure message=\"expected 1\" type=\"T\">");
    program("bin/mvn", "cp -r \"" + folder.resolve("reports") + "/.\" topics/target");
    write("topics/src/test/java/x/ATest.java", "class ATest {\n  @Test\n  void b() {}\n}");
    write("topics/src/test/java/x/BIT.java", "class BIT {\n  @Test\n  void c() {}\n}");
    write("topics/src/test/java/x/Odd1.java", "class Odd1 {\n  @Test\n  void d() {}\n}");
    write("topics/src/test/java/x/AKit.java", "abstract class AKit {\n  @Test\n  void e() {}\n}");
    write("topics/src/test/java/x/SomeKitTest.java", "class SomeKitTest extends AKit {}");
    write("topics/target/x", "");

    // When
    Run run = launch("test", "--soak");

    // Then
    List<String> lines = run.out().lines().toList();
    assertEquals(1, run.exit());
    assertEquals("3 passed, 3 failed, 1 skipped", lines.get(lines.size() - 1));
    assertTrue(lines.contains("SKIPPED x.ATest.b: no peer \"q\" here"), run.out());
    assertTrue(lines.contains("FAILED  x.BIT.c: expected 1"), run.out());
    assertTrue(lines.contains("NOT RUN x.Odd1"), run.out());
    assertTrue(lines.contains("NOT RUN x.SomeKitTest"), run.out());
    assertFalse(run.out().contains("NOT RUN x.AKit"), run.out());
    assertTrue(run.out().contains("pure               2       0       1       1.5"), run.out());
    assertTrue(run.out().contains("integration        1       1       0       1.5"), run.out());
  }

  @Test
  void failsWhenMavenFailedBeforeAnyTest() throws Exception {
    // Given
    jdk("jvm/new", 25);
    program("bin/mvn", "echo '[ERROR] no such module'; exit 1");

    // When
    Run run = launch("test");

    // Then
    assertEquals(1, run.exit());
    assertTrue(run.out().endsWith("0 passed, 1 failed, 0 skipped"), run.out());
    assertTrue(run.out().contains("BUILD FAILED"), run.out());
    assertTrue(run.err().contains("no such module"), run.err());
  }

  @Test
  void refusesAnUnknownTestOption() throws Exception {
    // Given
    jdk("jvm/new", 25);

    // When
    Run run = launch("test", "--sook");

    // Then
    assertEquals(2, run.exit());
    assertTrue(run.err().contains("--sook"), run.err());
  }

  private Run launch(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(tree.resolve("probity").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(tree.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the launcher did not end");
    return new Run(process.exitValue(), Files.readString(out).strip(), Files.readString(err));
  }

  /** A JDK whose java prints the JDK's folder and the arguments after the application's jar. */
  private void jdk(String name, int major) throws IOException {
    program(
        name + "/bin/java",
        "while [ \"$1\" != -jar ]; do shift; done; shift 2",
        "IFS=,; echo \"" + name + " $*\"");
    program(name + "/bin/javac", "exit 9");
    Files.writeString(
        folder.resolve(name).resolve("release"), "JAVA_VERSION=\"" + major + ".0.1\"\n");
  }

  private void program(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void report(String type, int tests, int failures, int skipped, String... body)
      throws IOException {
    Path reports = Files.createDirectories(folder.resolve("reports/surefire-reports"));
    String head =
        "<testsuite version=\"3\" name=\"x.%s\" time=\"1.5\" tests=\"%d\" errors=\"0\""
            + " skipped=\"%d\" failures=\"%d\">\n";
    Files.writeString(
        reports.resolve("TEST-x." + type + ".xml"),
        head.formatted(type, tests, skipped, failures) + String.join("\n", body) + "\n",
        StandardCharsets.UTF_8);
  }

  private void write(String name, String text) throws IOException {
    Path file = tree.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void age(String... names) throws IOException {
    for (String name : names) {
      Files.setLastModifiedTime(
          tree.resolve(name), FileTime.from(Instant.now().minusSeconds(3_600)));
    }
  }
}
