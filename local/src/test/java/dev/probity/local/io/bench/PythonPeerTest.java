// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Objective;
import dev.probity.model.TreeBuilder;
import dev.probity.trainer.TrainingMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the peer's program answers, and how its absence and its failures are told. */
class PythonPeerTest {
  @TempDir private Path folder;

  @Test
  void measuresWhatTheProgramAnswersAndHandsItModelRowsAndOurs() throws Exception {
    // Given: the script, a model, 256 rows of one float and 256 of our contributions
    String program =
        program(
            """
            [ -s "$1" ] && [ -s numeric-3.json ] || exit 4
            [ $(wc -c < numeric-3.rows) = 1024 ] && [ $(wc -c < numeric-3.ours) = 2048 ] || exit 5
            echo '{"version": "XGBoost 3.4.1, Python 3.13.0",
              "models": [{"explained": 5, "scored": 7, "difference": 1e-7}]}'
            """);
    // When
    PythonPeer.Outcome outcome = new PythonPeer(program).measure(List.of(model()));
    // Then
    assertEquals(
        new PythonPeer.Measured(
            "XGBoost 3.4.1, Python 3.13.0", List.of(new PythonPeer.Figures(5, 7, 1e-7))),
        outcome);
  }

  @Test
  void passesOnWhyThePeerDeclines() throws Exception {
    String program = program("echo '{\"skipped\": \"Python 3.11.7 is older than 3.12\"}'");
    assertEquals(
        new PythonPeer.Skipped("Python 3.11.7 is older than 3.12"),
        new PythonPeer(program).measure(List.of(model())));
  }

  @Test
  void tellsOfAProgramThatIsAbsentOrFails() throws Exception {
    // When
    PythonPeer.Outcome absent =
        new PythonPeer(folder.resolve("nothing").toString()).measure(List.of(model()));
    PythonPeer.Outcome failed =
        new PythonPeer(program("echo first >&2; echo no memory >&2; exit 3"))
            .measure(List.of(model()));
    // Then
    assertTrue(why(absent).contains("Maybe name one with --python"), why(absent));
    assertTrue(why(failed).endsWith("ended with 3: no memory"), why(failed));
  }

  private static String why(PythonPeer.Outcome outcome) {
    return switch (outcome) {
      case PythonPeer.Skipped(String why) -> why;
      case PythonPeer.Measured measured -> throw new AssertionError(measured);
    };
  }

  private String program(String commands) throws IOException {
    Path program = folder.resolve("python");
    Files.writeString(program, "#!/bin/sh\n" + commands);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program.toString();
  }

  /** One split, 256 rows. */
  static BenchModel model() {
    FeatureSpec spec = new FeatureSpec(List.of(Feature.Numeric.whole("A", 0, 300)));
    Ensemble ensemble =
        new Ensemble(
            1,
            Objective.BINARY_LOGISTIC,
            0.5f,
            List.of(new TreeBuilder().split(0, 9f, true, 4).leaf(1f, 1).leaf(-1f, 3).build()));
    float[] values = new float[BenchModel.BLOCK];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return new BenchModel(
        BenchRows.Kind.NUMERIC,
        3,
        ensemble,
        new TrainingMatrix(spec, values, new float[values.length], null));
  }
}
