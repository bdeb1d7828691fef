// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Golden;
import dev.probity.model.codec.Json;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Estimated and realized performance against NannyML, row by row. */
class GoldenPerformanceTest {
  private static final int CHUNK = 5_000;

  /** Figures of one chunk. */
  private record Chunk(long n, Map<PerformanceMetric, Double> values) {}

  @Test
  void equalsEveryEstimatedRow() {
    // Given
    Golden golden = Golden.fullMonitoring();
    CarLoan.Data data = CarLoan.load(golden);
    CalibrationCurve curve = CarLoan.calibrator(golden);
    Golden.Table table = golden.table("cbpe/size.csv");

    // When
    List<WindowFold> folds = data.folds(curve);
    List<WindowFold> parts = data.foldsInParts(curve, new Random(1));
    List<Chunk> estimates = figures(folds, curve, true);
    List<Chunk> fromParts = figures(parts, curve, true);
    List<Chunk> realized = figures(folds, curve, false);

    // Then
    assertEquals(estimates, fromParts);
    Differences differences = new Differences("cbpe/size.csv");
    Map<PerformanceMetric, Limits> limits = limits(realized);
    Map<PerformanceMetric, SamplingError> errors = components(golden);
    for (int row = 0; row < table.rows(); row++) {
      PerformanceMetric metric = metric(table.text(row, "metric"));
      if (metric != null) {
        int chunk = chunk(table, row);
        Chunk figures = estimates.get(chunk);
        Estimate ours =
            Estimate.of(
                figures.values().get(metric), errors.get(metric), figures.n(), limits.get(metric));
        compare(differences, table, row, metric, ours);
        double extra = metric == PerformanceMetric.ROC_AUC ? 1e-7 : 0;
        differences.check("band", table, row, "lower_confidence_boundary", ours.lower(), extra);
        differences.check("band", table, row, "upper_confidence_boundary", ours.upper(), extra);
        if (table.text(row, "period").equals("reference")) {
          double truth = realized.get(chunk).values().get(metric);
          differences.check("realized", table, row, "realized", truth);
        }
      }
    }
    differences.print(120);
  }

  @Test
  void equalsEveryRealizedRow() {
    // Given
    Golden golden = Golden.fullMonitoring();
    CarLoan.Data data = CarLoan.load(golden);
    CalibrationCurve curve = CarLoan.calibrator(golden);
    Golden.Table table = golden.table("realized/size.csv");

    // When
    List<Chunk> realized = figures(data.folds(curve), curve, false);
    List<Chunk> fromParts = figures(data.foldsInParts(curve, new Random(2)), curve, false);

    // Then
    assertEquals(realized, fromParts);
    Differences differences = new Differences("realized/size.csv");
    Map<PerformanceMetric, Limits> limits = limits(realized);
    Map<PerformanceMetric, SamplingError> errors = components(golden);
    for (int row = 0; row < table.rows(); row++) {
      PerformanceMetric metric = metric(table.text(row, "metric"));
      if (metric != null) {
        Chunk figures = realized.get(chunk(table, row));
        compare(
            differences,
            table,
            row,
            metric,
            Estimate.of(
                figures.values().get(metric), errors.get(metric), figures.n(), limits.get(metric)));
        assertEquals(0, table.number(row, "targets_missing_rate"));
      }
    }
    differences.print(120);
  }

  static void compare(
      Differences differences,
      Golden.Table table,
      int row,
      PerformanceMetric metric,
      Estimate ours) {
    double extra = metric == PerformanceMetric.ROC_AUC ? 1e-7 : 0;
    differences.check("value", table, row, "value", ours.value(), extra);
    differences.check("sampling error", table, row, "sampling_error", ours.samplingError());
    differences.check("limits", table, row, "lower_threshold", ours.limits().lower(), extra);
    differences.check("limits", table, row, "upper_threshold", ours.limits().upper(), extra);
    differences.alert(table, row, ours.breached());
  }

  @Test
  void fitsTheGoldenCalibratorAndComponents() {
    // Given
    Golden golden = Golden.fullMonitoring();
    CarLoan.Data data = CarLoan.load(golden);
    CalibrationCurve expected = CarLoan.calibrator(golden);

    // When
    MonitoringReference reference = data.reference();
    CalibrationCurve fitted = reference.calibration().curve();

    // Then
    assertEquals(77, expected.knotScores().size());
    assertEquals(expected.knotScores(), fitted.knotScores());
    for (int knot = 0; knot < 77; knot++) {
      assertEquals(
          expected.knotProbabilities().get(knot), fitted.knotProbabilities().get(knot), 1e-12);
    }
    components(golden)
        .forEach(
            (metric, component) -> {
              double tolerance = metric == PerformanceMetric.ROC_AUC ? 5e-3 : 1e-9;
              SamplingError own = reference.samplingError(metric);
              assertEquals(1, own.deviation() / component.deviation(), tolerance, metric.name());
              assertEquals(component.relevantShare(), own.relevantShare(), 1e-12, metric.name());
            });
    assertTrue(reference.toBytes().length < MonitoringReference.MAX_BYTES);
  }

  private static List<Chunk> figures(
      List<WindowFold> folds, CalibrationCurve curve, boolean estimated) {
    List<Chunk> chunks = new ArrayList<>();
    for (WindowFold fold : folds) {
      Map<PerformanceMetric, Double> values = new EnumMap<>(PerformanceMetric.class);
      for (PerformanceMetric metric : PerformanceMetric.values()) {
        values.put(
            metric,
            estimated
                ? Performance.estimated(metric, fold.scores(), curve, MonitorMode.COMPAT)
                : Performance.realized(metric, fold.scores()));
      }
      chunks.add(new Chunk(fold.n(), values));
    }
    return chunks;
  }

  private static Map<PerformanceMetric, Limits> limits(List<Chunk> realized) {
    Map<PerformanceMetric, Limits> limits = new EnumMap<>(PerformanceMetric.class);
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      List<Double> reference =
          realized.subList(0, 10).stream().map(chunk -> chunk.values().get(metric)).toList();
      limits.put(metric, Limits.ofReference(reference, MonitorMode.COMPAT).clippedTo(0, 1));
    }
    return limits;
  }

  private static Map<PerformanceMetric, SamplingError> components(Golden golden) {
    Json.ObjectValue json = golden.json("cbpe/components.json");
    Map<PerformanceMetric, SamplingError> errors = new EnumMap<>(PerformanceMetric.class);
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      errors.put(metric, component(json, metric));
    }
    return errors;
  }

  static SamplingError component(Json.ObjectValue json, PerformanceMetric metric) {
    double[] parts = json.object(metric.wireName()).numbers("_sampling_error_components");
    return new SamplingError(parts[0], parts.length == 1 ? 1 : parts[1]);
  }

  static PerformanceMetric metric(String name) {
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      if (metric.wireName().equals(name)) {
        return metric;
      }
    }
    return null;
  }

  private static int chunk(Golden.Table table, int row) {
    int index = (int) table.number(row, "chunk_index");
    assertEquals(CHUNK * (index + 1) - 1, table.number(row, "end_index"));
    return table.text(row, "period").equals("reference") ? index : 10 + index;
  }
}
