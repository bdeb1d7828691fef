// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.model.Golden;
import dev.probity.model.codec.Json;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Two golden chunks, the last quiet one and the first shifted one, against NannyML's rows: what a
 * bare clone can check. Their reference is the file our builder makes of the full golden reference.
 */
class GoldenTrimmedTest {
  private static final Golden GOLDEN = Golden.trimmed();
  private static final MonitoringReference REFERENCE =
      MonitoringReference.parse(GOLDEN.bytes("monitoring/reference.json"));
  private static final List<CarLoan.Row> ROWS = CarLoan.rows(GOLDEN, "monitoring/analysis.csv.gz");
  private static final int FIRST_CHUNK = 4;

  private static List<WindowFold> folds() {
    return List.of(
        CarLoan.fold(new WindowFold(REFERENCE), ROWS.subList(0, 5_000)),
        CarLoan.fold(new WindowFold(REFERENCE), ROWS.subList(5_000, 10_000)));
  }

  @Test
  void equalsThePerformanceRows() {
    // Given
    Json.ObjectValue components = GOLDEN.json("monitoring/components.json");
    CalibrationCurve curve = REFERENCE.calibration().curve();

    // When
    List<WindowFold> folds = folds();

    // Then
    for (boolean estimated : new boolean[] {true, false}) {
      String file = estimated ? "monitoring/cbpe_size.csv" : "monitoring/realized_size.csv";
      Golden.Table table = GOLDEN.table(file);
      Differences differences = new Differences(file);
      for (int row = 0; row < table.rows(); row++) {
        PerformanceMetric metric = GoldenPerformanceTest.metric(table.text(row, "metric"));
        ScoreHistogram scores = fold(folds, table, row).scores();
        double value =
            estimated
                ? Performance.estimated(metric, scores, curve, MonitorMode.COMPAT)
                : Performance.realized(metric, scores);
        Limits limits =
            Limits.ofReference(REFERENCE.performance(metric).realized(), MonitorMode.COMPAT)
                .clippedTo(0, 1);
        SamplingError error = GoldenPerformanceTest.component(components, metric);
        GoldenPerformanceTest.compare(
            differences, table, row, metric, Estimate.of(value, error, 5_000, limits));
      }
      differences.print(12);
    }
  }

  @Test
  void equalsTheUnivariateRows() {
    // Given
    Golden.Table table = GOLDEN.table("monitoring/univariate_size.csv");

    // When
    List<WindowFold> folds = folds();

    // Then
    Differences differences = new Differences("monitoring/univariate_size.csv");
    for (int row = 0; row < table.rows(); row++) {
      int column = GoldenUnivariateTest.column(table.text(row, "column"));
      DriftMethod method = GoldenUnivariateTest.method(table.text(row, "method"));
      ColumnFold fold = fold(folds, table, row).columns().get(column);
      double value = fold.distance(method, MonitorMode.COMPAT);
      Limits limits =
          method.limits(REFERENCE.drift(fold.reference().name(), method), MonitorMode.COMPAT);
      GoldenUnivariateTest.compare(differences, table, row, fold, method, limits);
    }
    differences.print(72);
  }

  private static WindowFold fold(List<WindowFold> folds, Golden.Table table, int row) {
    return folds.get((int) table.number(row, "chunk_index") - FIRST_CHUNK);
  }

  @Test
  void partsMergedInAnyOrderGiveTheSameBits() {
    // Given
    WindowFold whole = folds().getFirst();

    // When
    WindowFold merged =
        CarLoan.foldInParts(() -> new WindowFold(REFERENCE), ROWS.subList(0, 5_000), new Random(4));

    // Then
    assertArrayEquals(whole.scores().toSparse(), merged.scores().toSparse());
    for (int i = 0; i < whole.columns().size(); i++) {
      for (DriftMethod method : whole.columns().get(i).reference().methods()) {
        assertEquals(
            whole.columns().get(i).distance(method, MonitorMode.PROBITY),
            merged.columns().get(i).distance(method, MonitorMode.PROBITY));
      }
    }
  }
}
