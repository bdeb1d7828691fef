// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.model.Golden;
import dev.probity.model.codec.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Univariate drift against NannyML, row by row. */
class GoldenUnivariateTest {
  private static final String SCORE = "y_pred_proba";
  private static final String DECISION = "y_pred";

  @Test
  void equalsEveryRow() {
    // Given
    Golden golden = Golden.fullMonitoring();
    CarLoan.Data data = CarLoan.load(golden);
    Golden.Table table = golden.table("univariate/size.csv");

    // When
    List<WindowFold> folds = data.folds(CarLoan.calibrator(golden));
    List<WindowFold> parts = data.foldsInParts(CarLoan.calibrator(golden), new Random(3));

    // Then
    Differences differences = new Differences("univariate/size.csv");
    for (int row = 0; row < table.rows(); row++) {
      int column = column(table.text(row, "column"));
      DriftMethod method = method(table.text(row, "method"));
      int index = (int) table.number(row, "chunk_index");
      int chunk = table.text(row, "period").equals("reference") ? index : 10 + index;
      ColumnFold fold = folds.get(chunk).columns().get(column);
      double value = fold.distance(method, MonitorMode.COMPAT);
      assertEquals(
          value, parts.get(chunk).columns().get(column).distance(method, MonitorMode.COMPAT));
      Limits limits = method.limits(referenceValues(folds, column, method), MonitorMode.COMPAT);
      compare(differences, table, row, fold, method, limits);
    }
    differences.print(720);
  }

  static void compare(
      Differences differences,
      Golden.Table table,
      int row,
      ColumnFold fold,
      DriftMethod method,
      Limits limits) {
    double value = fold.distance(method, MonitorMode.COMPAT);
    double allowance = allowance(method, value);
    differences.check(method.wireName(), table, row, "value", value, allowance);
    differences.check("limits", table, row, "upper_threshold", limits.upper(), allowance);
    differences.check("limits", table, row, "lower_threshold", limits.lower());
    differences.alert(table, row, alert(fold, method, limits, value));
  }

  private static boolean alert(ColumnFold fold, DriftMethod method, Limits limits, double value) {
    return method == DriftMethod.CHI2 && fold instanceof CategoricalFold categorical
        ? categorical.chiSquare().pValue() < .05
        : limits.breachedBy(value);
  }

  private static double allowance(DriftMethod method, double value) {
    return switch (method) {
      case WASSERSTEIN -> 1e-6 * Math.abs(value);
      case JENSEN_SHANNON, HELLINGER -> value < 1e-6 ? 2e-8 : 0;
      case KOLMOGOROV_SMIRNOV, CHI2, L_INFINITY -> 0;
    };
  }

  private static List<Double> referenceValues(
      List<WindowFold> folds, int column, DriftMethod method) {
    return folds.subList(0, 10).stream()
        .map(fold -> fold.columns().get(column).distance(method, MonitorMode.COMPAT))
        .toList();
  }

  static int column(String name) {
    return switch (name) {
      case SCORE -> CarLoan.FEATURES.size();
      case DECISION -> CarLoan.FEATURES.size() + 1;
      default -> CarLoan.FEATURES.indexOf(name);
    };
  }

  static DriftMethod method(String name) {
    return Arrays.stream(DriftMethod.values())
        .filter(method -> method.wireName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void fitsTheGoldenBins() {
    // Given
    Golden golden = Golden.fullMonitoring();
    MonitoringReference reference = CarLoan.load(golden).reference();
    Json.ObjectValue state = golden.json("univariate/reference_state.json");

    // When
    for (String column : state.members().keySet()) {
      ColumnReference ours = reference.columns().get(column(column));
      Json.ObjectValue fitted = state.object(column).object("jensen_shannon");
      double[] shares = fitted.numbers("_reference_proba_in_bins");

      // Then
      switch (ours) {
        case NumericReference numeric -> {
          double[] edges = fitted.numbers("_bins");
          assertEquals(edges.length - 1, numeric.coarse().count(), column);
          IntStream.range(0, edges.length)
              .forEach(i -> assertEquals(edges[i], numeric.coarse().edge(i), 1e-9 * edges[i]));
          IntStream.range(0, shares.length)
              .forEach(i -> assertEquals(shares[i], numeric.coarseCount(i) / 50_000.0, 1e-12));
        }
        case CategoricalReference categorical ->
            IntStream.range(0, shares.length)
                .forEach(i -> assertEquals(shares[i], categorical.count(i) / 50_000.0, 1e-12));
      }
    }
  }

  @Test
  void theTrimmedReferenceIsMadeOfTheFullRows() throws IOException {
    // Given
    byte[] built = CarLoan.load(Golden.fullMonitoring()).reference().toBytes();

    // When
    if (Boolean.getBoolean("update")) {
      Path file =
          Path.of(
              System.getProperty("probity.root"),
              "model/src/test/resources/golden/monitoring/reference.json.gz");
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
        out.write(built);
      }
    }

    // Then
    assertArrayEquals(Golden.trimmed().bytes("monitoring/reference.json"), built);
  }
}
