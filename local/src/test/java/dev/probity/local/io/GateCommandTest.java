// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.local.io.cli.ProbityCommand;
import dev.probity.topics.io.ProfileFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate as a CI job meets it: a bundle without figures must fail, and say what it lacks. */
class GateCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  @Test
  void aBundleWithoutFiguresFailsWithCodeFourAndAReport() throws IOException {
    Path junit = folder.resolve("gate.xml");
    int exit = run(bundle().toString(), "--keys", keys().toString(), "--junit", junit.toString());
    assertEquals(4, exit, text(err));
    assertTrue(text(out).contains("failed   minAuc: no figure; expected auc >= 0.925"), text(out));
    assertTrue(text(out).contains("skipped  maxAucLoss"), text(out));
    assertTrue(Files.readString(junit).contains("name=\"minAuc\"><failure"), "a failure");
  }

  @Test
  void jsonTellsTheSame() throws IOException {
    assertEquals(4, run(bundle().toString(), "--keys", keys().toString(), "--json"), text(err));
    assertTrue(text(out).startsWith("{\"schema\":\"probity.gate.v1\",\"verdicts\":["), text(out));
    assertTrue(text(out).contains("\"passed\":false"), text(out));
  }

  @Test
  void aChangedBundleIsRefusedBeforeItIsJudged() throws IOException {
    Path bundle = bundle();
    Files.writeString(bundle.resolve("trees.json"), "{}");
    assertEquals(2, run(bundle.toString(), "--keys", keys().toString()));
    assertTrue(text(err).contains("is refused"), text(err));
    assertEquals("", text(out));
  }

  @Test
  void aWaiverWithoutReasonAndABundleThatIsNotThereAreUsageErrors() throws IOException {
    String bundle = bundle().toString();
    assertEquals(2, run(bundle, "--keys", keys().toString(), "--waive", "impactRatio[RAC1P=2]"));
    assertFalse(text(err).isEmpty());
    assertEquals(2, run(folder.resolve("absent").toString(), "--keys", keys().toString()));
    assertTrue(text(err).contains("There is no bundle"), text(err));
    assertEquals(2, run());
  }

  private Path bundle() throws IOException {
    Path bundle = Files.createDirectories(folder.resolve("bundle"));
    for (Map.Entry<String, byte[]> file :
        TinyRelease.files(ProfileFiles.load("acs-salary"), 1).entrySet()) {
      Files.write(bundle.resolve(file.getKey()), file.getValue());
    }
    return bundle;
  }

  private Path keys() throws IOException {
    return Files.writeString(folder.resolve("keys"), TinyRelease.vkey() + "\n");
  }

  private int run(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "gate";
    System.arraycopy(args, 0, all, 1, args.length);
    return ProbityCommand.line(print(out), print(err)).execute(all);
  }

  private static PrintStream print(ByteArrayOutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
