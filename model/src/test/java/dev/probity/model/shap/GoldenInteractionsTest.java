// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Golden;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Interaction values against XGBoost's {@code pred_interactions}, which are float32. */
class GoldenInteractionsTest {
  private static final double GATE = 1e-5;

  @Test
  void interactionsEqualReferences() {
    check(Golden.trimmed());
  }

  @Test
  void interactionsOfTheFullSetEqualReferences() {
    check(Golden.full());
  }

  private static void check(Golden golden) {
    check(golden, "xgb_100x6");
    check(golden, "xgb_300x4");
  }

  private static void check(Golden golden, String model) {
    // Given
    Ensemble ensemble = golden.model(model).ensemble();
    Golden.Table expected = golden.table(model + "_interactions100.csv.gz");
    List<float[]> rows = golden.numericRows();
    int width = ensemble.features();
    float[] flat = new float[expected.rows() * width];
    for (int r = 0; r < expected.rows(); r++) {
      System.arraycopy(rows.get((int) expected.number(r, "row")), 0, flat, r * width, width);
    }
    // When
    Interactions interactions = new Interactions(ensemble);
    double[] effects = new double[expected.rows() * interactions.pairs()];
    interactions.explain(flat, expected.rows(), effects, interactions.workspace());
    // Then
    double worst = 0;
    double base = 0;
    for (int r = 0; r < expected.rows(); r++) {
      base = Math.max(base, Math.abs(interactions.baseValue() - expected.number(r, "BIAS*BIAS")));
      for (int i = 0; i < width; i++) {
        for (int j = i; j < width; j++) {
          String pair = Golden.FEATURES.get(i) + "*" + Golden.FEATURES.get(j);
          double found = effects[r * interactions.pairs() + interactions.pair(i, j)];
          worst = Math.max(worst, Math.abs(found - expected.number(r, pair)));
        }
      }
    }
    System.out.printf(
        "golden: %s %d rows, interactions <= %.2e, base value %.2e (%d of %d trees tabulated)%n",
        model,
        expected.rows(),
        worst,
        base,
        interactions.tabulatedTrees(),
        ensemble.trees().size());
    assertTrue(worst <= GATE, model + " interactions " + worst);
    assertTrue(base <= 1e-7, model + " base value " + base);
  }

  @Test
  void pairsAreTheUpperTriangleRowByRow() {
    Interactions interactions =
        new Interactions(Golden.trimmed().model("xgb_300x4").ensemble().first(1));
    assertEquals(66, interactions.pairs());
    int next = 0;
    for (int i = 0; i < 11; i++) {
      for (int j = i; j < 11; j++) {
        assertEquals(next, interactions.pair(i, j));
        assertEquals(next++, interactions.pair(j, i));
      }
    }
  }
}
