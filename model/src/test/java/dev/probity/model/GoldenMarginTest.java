// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Margins against XGBoost's own; RT-06 for the model with category splits. */
class GoldenMarginTest {
  private record Worst(String model, int rows, double margin, double probability) {
    void print() {
      System.out.printf(
          "golden: %s %d rows, float32 margins bit-equal; double margin <= %.2e, probability <="
              + " %.2e%n",
          model, rows, margin, probability);
    }
  }

  @Test
  void marginsOfNumericModelsEqualXgboostBitForBit() {
    Golden golden = Golden.trimmed();
    for (String model : List.of("xgb_100x6", "xgb_300x4")) {
      check(golden, model, golden.numericRows());
    }
  }

  @Test
  void marginsOfCategoricalModelEqualXgboostBitForBit() {
    Golden golden = Golden.trimmed();
    check(golden, "xgb_cat", golden.encodedRows());
  }

  @Test
  void marginsOfTheFullSetEqualXgboostBitForBit() {
    Golden golden = Golden.full();
    check(golden, "xgb_100x6", golden.numericRows());
    check(golden, "xgb_300x4", golden.numericRows());
    check(golden, "xgb_cat", golden.encodedRows());
  }

  private static void check(Golden golden, String model, List<float[]> rows) {
    // Given
    Ensemble ensemble = golden.model(model).ensemble();
    Golden.Table expected = golden.table(model + "_pred_shap.csv.gz");
    double[] batch = new double[rows.size()];
    float[] flat = new float[rows.size() * ensemble.features()];
    for (int r = 0; r < rows.size(); r++) {
      System.arraycopy(rows.get(r), 0, flat, r * ensemble.features(), ensemble.features());
    }
    // When
    ensemble.margins(flat, rows.size(), batch);
    // Then
    double margin = 0;
    double probability = 0;
    for (int r = 0; r < rows.size(); r++) {
      double found = ensemble.margin(rows.get(r));
      assertEquals(
          Float.floatToIntBits(expected.single(r, "margin_f32")),
          Float.floatToIntBits(ensemble.conformanceMargin(rows.get(r))),
          model + " row " + r);
      assertEquals(Double.doubleToLongBits(found), Double.doubleToLongBits(batch[r]));
      boolean doubles = expected.has("margin_f64");
      double wanted = expected.number(r, doubles ? "margin_f64" : "margin_f32");
      margin = Math.max(margin, Math.abs(found - wanted));
      probability =
          Math.max(
              probability,
              Math.abs(
                  Ensemble.probability(found)
                      - expected.number(r, doubles ? "prob_f64" : "prob_f32")));
      assertTrue(margin <= (doubles ? 1e-8 : 1e-5), model + " margin " + margin);
      assertTrue(probability <= (doubles ? 1e-9 : 1e-6), model + " probability " + probability);
    }
    new Worst(model, rows.size(), margin, probability).print();
  }
}
