// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Golden;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our bands hold what they promise where three sampling errors do not. */
class GoldenBandsTest {
  private final Golden golden = Golden.fullMonitoring();

  @Test
  void bandsCoverTheTruthAndAreHardlyWiderWhereNothingMoved() {
    // Given
    CarLoanRows.Run run =
        CarLoanRows.run(
            golden,
            CarLoanRows.config(
                "{\"mode\": \"probity\", \"chunk\": {\"size\": 5000}, \"metrics\": [\"precision\","
                    + " \"recall\", \"specificity\", \"f1\", \"accuracy\"], "
                    + CarLoanRows.FEATURES
                    + CarLoanRows.COLUMNS));

    // When
    List<String> lines = run.files().get("cbpe.csv");

    // Then
    assertEquals(lines, run.filesInParts(new Random(13)).get("cbpe.csv"));
    Golden.Table rows = CarLoanRows.parsed(lines);
    int figures = 0;
    int covered = 0;
    int bySampling = 0;
    double quiet = 0;
    double widest = 0;
    for (int row = 0; row < rows.rows(); row++) {
      if (rows.text(row, "period").equals("analysis")) {
        double truth = rows.number(row, "realized");
        double value = rows.number(row, "value");
        double three = 3 * rows.number(row, "sampling_error");
        double lower = rows.number(row, "lower_confidence_boundary");
        double upper = rows.number(row, "upper_confidence_boundary");
        figures++;
        covered += truth >= lower && truth <= upper ? 1 : 0;
        bySampling += Math.abs(truth - value) <= three ? 1 : 0;
        double ratio = (upper - lower) / (2 * three);
        if (rows.number(row, "chunk_index") < 5) {
          quiet = Math.max(quiet, ratio);
        }
        widest = Math.max(widest, ratio);
      }
    }
    System.out.printf(
        "golden: bands cover %d of %d, three sampling errors %d; width %.3f times theirs at most"
            + " without, %.2f with a shift%n",
        covered, figures, bySampling, quiet, widest);
    assertEquals(50, figures);
    assertEquals(40, bySampling);
    assertTrue(covered >= 48, covered + " of 50");
    assertTrue(quiet <= 1.15, "width " + quiet);
  }
}
