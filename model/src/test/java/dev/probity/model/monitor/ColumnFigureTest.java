// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Golden;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statistics and stability from a window's counts and sums. */
class ColumnFigureTest {

  @Test
  void momentsByHand() {
    // Given
    NumericFold fold =
        NumericReference.of("x", new double[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}).newFold();

    // When
    for (double value : new double[] {3, 5, 10, Double.NaN}) {
      fold.add(value);
    }

    // Then
    assertEquals(6, fold.mean(), 1e-9);
    assertEquals(Math.sqrt(13), fold.deviation(), 1e-9);
  }

  @Test
  void valuesBeyondAllBoundsStopNothing() {
    // Given
    NumericFold fold = NumericReference.of("x", new double[] {0, 1}).newFold();

    // When
    for (int i = 0; i < 100_000; i++) {
      fold.add(i % 2 == 0 ? Double.MAX_VALUE : -Double.MAX_VALUE);
    }

    // Then
    assertTrue(Double.isFinite(fold.mean()) && Double.isFinite(fold.deviation()));
    assertTrue(Double.isFinite(fold.stability()));
  }

  @Test
  void aWindowLikeTheReferenceIsStable() {
    // Given
    double[] reference = new double[1_000];
    Arrays.setAll(reference, i -> i);
    NumericFold same = NumericReference.of("x", reference).newFold();
    NumericFold half = NumericReference.of("x", reference).newFold();

    // When
    for (int i = 0; i < 1_000; i++) {
      same.add(i);
      half.add(i / 2);
    }

    // Then
    assertEquals(0, same.stability(), 1e-12);
    assertTrue(half.stability() > .25, "the upper deciles are empty");
    assertTrue(Double.isNaN(NumericReference.of("x", reference).newFold().stability()));
  }

  @Test
  void momentsAndStabilityAreTheGoldenOnes() {
    // Given
    Golden golden = Golden.fullMonitoring();
    List<CarLoan.Row> rows = CarLoan.load(golden).analysisRows();
    Golden.Table means = golden.table("stats/avg.csv");
    Golden.Table deviations = golden.table("stats/std.csv");
    Golden.Table tests = golden.table("tests/psi_ks_chi2.csv");
    MonitoringReference reference = CarLoan.load(golden).reference();

    for (int chunk = 0; chunk < 10; chunk++) {
      WindowFold fold =
          CarLoan.fold(new WindowFold(reference), rows.subList(chunk * 5_000, (chunk + 1) * 5_000));

      // Then
      for (ColumnFold column : fold.columns()) {
        String name = column.reference().name();
        if (column instanceof NumericFold numeric && CarLoan.CONTINUOUS.contains(name)) {
          close(golden(means, "metric", name, chunk, "value"), numeric.mean(), 1e-9);
          close(golden(deviations, "metric", name, chunk, "value"), numeric.deviation(), 1e-9);
          // Deciles are known to a ten-thousandth of the range: a few rows change cells, which
          // moves indexes near 2 by half a percent.
          close(golden(tests, "column", name, chunk, "psi_decile"), numeric.stability(), 1e-2);
        } else if (column instanceof CategoricalFold categorical
            && CarLoan.CATEGORICAL.containsKey(name)) {
          close(
              golden(tests, "column", name, chunk, "psi_category"), categorical.stability(), 1e-9);
        }
      }
    }
  }

  private static void close(double expected, double actual, double tolerance) {
    assertEquals(expected, actual, tolerance * Math.max(1, Math.abs(expected)));
  }

  private static double golden(
      Golden.Table table, String key, String name, int chunk, String column) {
    for (int i = 0; i < table.rows(); i++) {
      boolean analysis = !table.has("period") || table.text(i, "period").equals("analysis");
      if (analysis && table.text(i, key).equals(name) && table.number(i, "chunk_index") == chunk) {
        return table.number(i, column);
      }
    }
    throw new AssertionError("no such row " + name + " " + chunk);
  }
}
