// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Golden;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Interventional SHAP against the shap package, 100 background rows, {@code xgb_100x6}. */
class GoldenInterventionalTest {
  /** {@code expected_value_interventional} of the reference. */
  private static final double BASE = 0.13002336428388092;

  @Test
  void contributionsEqualReference() {
    check(Golden.trimmed());
  }

  @Test
  void contributionsOfTheFullSetEqualReference() {
    check(Golden.full());
  }

  private static void check(Golden golden) {
    // Given
    Ensemble ensemble = golden.model("xgb_100x6").ensemble();
    Golden.Table expected = golden.table("xgb_100x6_interventional200.csv.gz");
    Golden.Table background = golden.table("background100.csv.gz");
    List<float[]> rows = golden.numericRows();
    int width = ensemble.features();
    float[] others = new float[background.rows() * width];
    for (int i = 0; i < others.length; i++) {
      others[i] = background.single(i / width, Golden.FEATURES.get(i % width));
    }
    // When
    Interventional shap = new Interventional(ensemble, others, background.rows());
    // Then
    double worst = 0;
    double residual = 0;
    for (int r = 0; r < expected.rows(); r++) {
      float[] row = rows.get(place(golden, expected.number(r, "row")));
      double[] found = new double[width];
      shap.explain(row, 1, found, shap.workspace());
      for (int f = 0; f < width; f++) {
        double wanted = expected.number(r, "ishap_" + Golden.FEATURES.get(f));
        worst = Math.max(worst, Math.abs(found[f] - wanted));
      }
      Attribution attribution = new Attribution(shap.baseValue(), found);
      residual = Math.max(residual, Math.abs(attribution.residual(ensemble.margin(row))));
    }
    System.out.printf(
        "golden: xgb_100x6 %d rows, interventional <= %.2e, base value %.2e, residual <= %.2e%n",
        expected.rows(), worst, Math.abs(shap.baseValue() - BASE), residual);
    assertTrue(worst <= 1e-6, "interventional " + worst);
    assertEquals(BASE, shap.baseValue(), 1e-7);
    assertTrue(residual <= 1e-9, "residual " + residual);
  }

  private static int place(Golden golden, double number) {
    Golden.Table rows = golden.table("rows.csv.gz");
    int place = 0;
    while (rows.number(place, "row") != number) {
      place++;
    }
    return place;
  }
}
