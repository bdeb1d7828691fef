// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Golden;
import dev.probity.model.codec.Json;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoldenShapTest {
  @Test
  void contributionsEqualReferences() {
    check(Golden.trimmed());
  }

  @Test
  void contributionsOfTheFullSetEqualReferences() {
    check(Golden.full());
  }

  private static void check(Golden golden) {
    check(golden, "xgb_100x6", golden.numericRows());
    check(golden, "xgb_300x4", golden.numericRows());
    check(golden, "xgb_cat", golden.encodedRows());
  }

  private static void check(Golden golden, String model, List<float[]> rows) {
    // Given
    Ensemble ensemble = golden.model(model).ensemble();
    Golden.Table expected = golden.table(model + "_pred_shap.csv.gz");
    // When
    TreeShap shap = new TreeShap(ensemble);
    List<Attribution> found = rows.stream().map(shap::explain).toList();
    // Then
    double worst64 = 0;
    double worst32 = 0;
    double residual = 0;
    for (int r = 0; r < rows.size(); r++) {
      Attribution attribution = found.get(r);
      double margin = ensemble.margin(rows.get(r));
      assertTrue(attribution.explains(margin), model + " row " + r);
      residual = Math.max(residual, Math.abs(attribution.residual(margin)));
      for (int f = 0; f < attribution.size(); f++) {
        String name = Golden.FEATURES.get(f);
        double phi = attribution.contribution(f);
        double single = expected.number(r, "contrib32_" + name);
        worst32 = Math.max(worst32, Math.abs(phi - single));
        if (expected.has("shap64_" + name)) {
          double exact = expected.number(r, "shap64_" + name);
          worst64 = Math.max(worst64, Math.abs(phi - exact));
        }
      }
    }
    double base = baseDifference(golden, model, shap, expected);
    String against64 =
        expected.has("shap64_SEX") ? String.format("vs shap64 <= %.2e, ", worst64) : "";
    System.out.printf(
        "golden: %s %d rows, contributions %svs contrib32 <= %.2e, base value"
            + " %.2e, residual <= %.2e%n",
        model, rows.size(), against64, worst32, base, residual);
    assertTrue(worst64 <= 1e-6, model + " vs shap64 " + worst64);
    assertTrue(worst32 <= 1e-5, model + " vs contrib32 " + worst32);
    assertTrue(base <= 1e-7, model + " base value " + base);
    assertTrue(residual <= 1e-9, model + " residual " + residual);
  }

  private static double baseDifference(
      Golden golden, String model, TreeShap shap, Golden.Table expected) {
    Json.ObjectValue models = golden.json("models.json").object("models");
    double wanted =
        models.members().containsKey(model)
            ? models.object(model).number("expected_value_f64")
            : expected.number(0, "contrib32_BIAS");
    return Math.abs(shap.baseValue() - wanted);
  }

  @Test
  void tablesEqualRecurrenceOnEveryGoldenRow() {
    Golden golden = Golden.trimmed();
    for (String model : List.of("xgb_100x6", "xgb_300x4", "xgb_cat")) {
      // Given
      Ensemble ensemble = golden.model(model).ensemble();
      List<float[]> rows = model.equals("xgb_cat") ? golden.encodedRows() : golden.numericRows();
      TreeShap tables = new TreeShap(ensemble);
      ShapRecurrence recurrence = new ShapRecurrence(ensemble);
      assertEquals(ensemble.trees().size(), tables.tabulatedTrees());
      double worst = 0;
      for (float[] row : rows) {
        // When
        Attribution found = tables.explain(row);
        Attribution wanted = recurrence.explain(row);
        // Then
        for (int f = 0; f < row.length; f++) {
          worst = Math.max(worst, Math.abs(found.contribution(f) - wanted.contribution(f)));
        }
      }
      System.out.printf(
          "golden: %s %d rows, tables (%.1f MB) vs recurrence <= %.2e%n",
          model, rows.size(), tables.tableBytes() / 1e6, worst);
      assertTrue(worst <= 1e-12, model + " " + worst);
    }
  }

  @Test
  void contributionsKeepTheirBitsInBlocksOfAnySize() {
    // Given
    Golden golden = Golden.trimmed();
    Ensemble ensemble = golden.model("xgb_cat").ensemble();
    float[] flat = flat(golden.encodedRows());
    int width = ensemble.features();
    int count = flat.length / width;
    TreeShap shap = new TreeShap(ensemble);
    ShapWorkspace workspace = shap.workspace();
    double[] alone = new double[flat.length];
    for (int r = 0; r < count; r++) {
      double[] one =
          shap.explain(Arrays.copyOfRange(flat, r * width, (r + 1) * width)).contributions();
      System.arraycopy(one, 0, alone, r * width, width);
    }
    for (int size : new int[] {1, 7, 64, 256}) {
      // When
      double[] blocks = new double[flat.length];
      for (int from = 0; from < count; from += size) {
        int rows = Math.min(size, count - from);
        float[] block = Arrays.copyOfRange(flat, from * width, (from + rows) * width);
        double[] into = new double[block.length];
        shap.explain(block, rows, into, workspace);
        System.arraycopy(into, 0, blocks, from * width, into.length);
      }
      // Then
      for (int i = 0; i < flat.length; i++) {
        assertEquals(
            Double.doubleToLongBits(alone[i]), Double.doubleToLongBits(blocks[i]), "size " + size);
      }
    }
  }

  private static float[] flat(List<float[]> rows) {
    int width = rows.getFirst().length;
    float[] flat = new float[rows.size() * width];
    for (int r = 0; r < rows.size(); r++) {
      System.arraycopy(rows.get(r), 0, flat, r * width, width);
    }
    return flat;
  }
}
