// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Topics;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SourcePosition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipe of the real shift as records of topics through the topology: what it tells is what the
 * pure stage tells, byte for byte and in the same order. Three days always, all four phases under
 * {@code --soak}; skipped where the census file is absent.
 */
class ShiftTopologyTest {
  private static final boolean LONG = Boolean.getBoolean("probity.soak");
  private static final int SEED = 1;
  private static final int THREE_DAYS = 3 * ShiftRecipe.DAY;

  @TempDir private Path folder;

  @Test
  @DisplayName("M10 the recipe through the topology tells what the pure stage tells")
  void theTopologyTellsWhatTheStageTells() {
    // Given
    AcsStream stream = AcsStream.load();
    List<String> expected = new ArrayList<>();
    ShiftRecipe recipe =
        ShiftRecipe.run(
            stream,
            SEED,
            0,
            LONG ? Integer.MAX_VALUE : THREE_DAYS,
            emission -> {
              if (emission instanceof Emission.OfSignal(Signal signal)) {
                expected.add(text(signal));
              }
            });

    // When
    List<String> found = new ArrayList<>();
    int records = Math.min(recipe.deal().rows().size(), LONG ? Integer.MAX_VALUE : THREE_DAYS);
    try (TopologyHarness harness =
        new TopologyHarness(folder, digest -> stream.release(), ShiftRecipe.settings())) {
      for (int i = 0; i < records; i++) {
        send(harness, stream, recipe.deal().rows().get(i), i);
        harness.tick(Duration.ofMinutes(1));
      }
      harness.signals().forEach(signal -> found.add(text(signal)));
      assertEquals(0, harness.notes(Note.GROUPS_UNKNOWN));
      System.out.printf(
          "the real shift through the topology: %,d records, %,d rows of the stage, %,d of the"
              + " topology%n",
          records, expected.size(), found.size());
    }

    // Then
    assertTrue(expected.size() > 100, "rows " + expected.size());
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), found.get(i), "row " + i);
    }
  }

  private static String text(Signal signal) {
    return new String(Topics.SIGNALS.codec().encode(signal), UTF_8);
  }

  private static void send(
      TopologyHarness harness, AcsStream stream, AcsStream.Row row, int number) {
    Stream.Case one =
        new Stream.Case(
            "c-" + number, row.vector(), row.probability(), row.label(), row.sex(), row.race());
    SourcePosition source = harness.candidate(one, Purpose.DECISION);
    Prediction prediction =
        harness.prediction(one, source, harness.tick(Duration.ZERO), row.unseen());
    harness.predict(prediction);
    harness.explain(prediction, AcsStream.FEATURES, stream.contributions(row));
    harness.outcome(one);
  }
}
