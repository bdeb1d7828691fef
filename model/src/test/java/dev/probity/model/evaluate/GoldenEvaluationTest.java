// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.model.Golden;
import dev.probity.model.monitor.CalibrationCurve;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every table of the golden set, from rows folded one at a time and from random parts. */
class GoldenEvaluationTest {
  private static final String VALUE =
      "\"business_value\": [[1, -2], [-5, 3]], \"normalize\": \"per_prediction\", ";
  private static final String CELLS =
      "\"metrics\": [\"roc_auc\", \"f1\", \"accuracy\", \"confusion_matrix\"], ";

  private final Golden golden = Golden.fullMonitoring();

  @Test
  void equalsTheFilesByThousandsOfRows() {
    // Given
    String groups =
        "\"protected\": {\"salary_range\": \"60K+ €\", \"repaid_loan_on_prev_car\": \"True\"}, ";
    CarLoanRows.Run run =
        CarLoanRows.run(
            golden,
            CarLoanRows.compat(
                "\"chunk\": {\"size\": 5000}, " + VALUE + groups + CarLoanRows.FEATURES));

    // When
    Map<String, List<String>> files = run.files();

    // Then
    assertEquals(files, run.filesInParts(new Random(11)));
    for (String file : List.of("size.csv", "size_with_target.csv")) {
      GoldenFile.compare(golden, "cbpe/" + file, files.get("cbpe.csv"));
    }
    GoldenFile.compare(golden, "realized/size.csv", files.get("realized.csv"));
    GoldenFile.compare(golden, "univariate/size.csv", files.get("univariate.csv"));
    GoldenFile.compare(golden, "pca/size.csv", files.get("pca.csv"));
    List<String> statistics = files.get("statistics.csv");
    for (String method : List.of("avg", "std", "sum")) {
      GoldenFile.compare(golden, "stats/" + method + ".csv", statistics, method, Map.of());
    }
    GoldenFile.compare(golden, "stats/median.csv", statistics, "median", widths(run));
    GoldenFile.compare(golden, "rank/alert_count.csv", files.get("rank_alert_count.csv"));
    GoldenFile.compare(golden, "rank/correlation.csv", files.get("rank_correlation.csv"));
    GoldenFile.compare(golden, "fairness/groups.csv", files.get("fairness.csv"));
    GoldenFile.compare(golden, "fairness/aggregate.csv", files.get("fairness_aggregate.csv"));
  }

  /** One ten-thousandth of the reference's range. */
  private static Map<String, Double> widths(CarLoanRows.Run run) {
    Map<String, Double> widths = new HashMap<>();
    for (NumberBaseline number : run.evaluation().baseline().numbers()) {
      double[] sorted = number.sorted();
      widths.put(number.reference().name(), (sorted[sorted.length - 1] - sorted[0]) / 10_000);
    }
    return widths;
  }

  @Test
  void equalsTheFilesByMonths() {
    // Given
    CarLoanRows.Run run =
        CarLoanRows.run(
            golden,
            CarLoanRows.compat("\"chunk\": {\"period\": \"M\"}, " + VALUE + CarLoanRows.FEATURES));

    // When
    Map<String, List<String>> files = run.files();

    // Then
    assertEquals(files, run.filesInParts(new Random(12)));
    GoldenFile.compare(golden, "cbpe/period.csv", files.get("cbpe.csv"));
    GoldenFile.compare(golden, "realized/period.csv", files.get("realized.csv"));
    GoldenFile.compare(golden, "univariate/period.csv", files.get("univariate.csv"));
    GoldenFile.compare(golden, "pca/period.csv", files.get("pca.csv"));
    GoldenFile.compare(
        golden, "stats/row_count_period.csv", files.get("statistics.csv"), "row_count", Map.of());
  }

  @Test
  void equalsTheFilesOfOtherChunks() {
    // Given
    Map<String, String> chunks =
        Map.of(
            "default", "",
            "number", "\"chunk\": {\"number\": 7}, ",
            "tail_keep", "\"chunk\": {\"size\": 7000}, ",
            "tail_append", "\"chunk\": {\"size\": 7000}, \"incomplete\": \"append\", ",
            "tail_drop", "\"chunk\": {\"size\": 7000}, \"incomplete\": \"drop\", ");

    // When
    chunks.forEach((file, chunk) -> compareCbpe(file, chunk + CELLS));

    // Then: each of them was compared
  }

  private void compareCbpe(String file, String wanted) {
    Map<String, List<String>> files = CarLoanRows.run(golden, CarLoanRows.compat(wanted)).files();
    GoldenFile.compare(golden, "cbpe/" + file + ".csv", files.get("cbpe.csv"));
  }

  @Test
  void equalsTheFilesOfOtherOptions() {
    // Given
    String size = "\"chunk\": {\"size\": 5000}, ";
    Map<String, String> options =
        Map.of(
            "confusion_all", "\"normalize\": \"all\", ",
            "confusion_true", "\"normalize\": \"true\", ",
            "confusion_pred", "\"normalize\": \"pred\", ",
            "business_value_total", "\"business_value\": [[1, -2], [-5, 3]], ",
            "noop_calibrator", "\"calibrator\": \"none\", ",
            "constant_threshold",
                "\"thresholds\": {\"accuracy\": {\"lower\": 0.9}, "
                    + "\"roc_auc\": {\"lower\": 0.95, \"upper\": 0.999}}, ");

    // When
    options.forEach((file, option) -> compareCbpe(file, size + option));

    // Then: each of them was compared
  }

  @Test
  void equalsTheFileOfPartialTargets() {
    // Given
    Golden.Table targets = golden.table("realized/partial_target.csv.gz");
    CarLoanRows.Run run =
        CarLoanRows.run(golden, CarLoanRows.compat("\"chunk\": {\"size\": 5000}, "), "", targets);

    // When
    Map<String, List<String>> files = run.files();

    // Then
    GoldenFile.compare(golden, "realized/partial.csv", files.get("realized.csv"));
  }

  @Test
  void equalsTheFileOfExactDistances() {
    // Given
    CarLoanRows.Run run =
        CarLoanRows.run(
            golden,
            CarLoanRows.compat(
                "\"chunk\": {\"size\": 5000}, \"exact\": true, " + CarLoanRows.FEATURES));

    // When
    Map<String, List<String>> files = run.files();

    // Then
    GoldenFile.compare(golden, "univariate/exact.csv", files.get("univariate.csv"));
    GoldenFile.compare(golden, "tests/psi_ks_chi2.csv", files.get("tests.csv"));
    GoldenFile.compare(golden, "stats/median.csv", files.get("statistics.csv"), "median", Map.of());
  }

  @Test
  void fitsTheGoldenCalibrationCurve() {
    // Given
    Golden.Table table = golden.table("cbpe/calibration_curve.csv");

    // When
    CalibrationCurve curve =
        CarLoanRows.run(golden, CarLoanRows.compat("\"chunk\": {\"size\": 5000}, "))
            .evaluation()
            .baseline()
            .curve();

    // Then
    double largest = 0;
    for (int row = 0; row < table.rows(); row++) {
      double ours = curve.apply(table.number(row, "score"));
      largest = Math.max(largest, Math.abs(ours - table.number(row, "calibrated")));
    }
    System.out.printf(
        "golden: cbpe/calibration_curve.csv, %d rows, largest difference: %.1e%n",
        table.rows(), largest);
    assertEquals(1_001, table.rows());
    assertEquals(0, largest, 1e-9);
  }

  @Test
  void equalsTheFilesOfDefects() {
    // Given
    CarLoanRows.Run run =
        CarLoanRows.run(
            golden,
            CarLoanRows.compat("\"chunk\": {\"size\": 5000}, " + CarLoanRows.FEATURES),
            "dq_",
            null);

    // When
    List<String> quality = run.files().get("quality.csv");

    // Then
    for (String kind : List.of("missing", "unseen", "range")) {
      for (String unit : List.of("rate", "count")) {
        String method = kind + "_" + unit;
        GoldenFile.compare(golden, "dq/" + method + ".csv", quality, method, Map.of());
      }
    }
  }
}
