// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Objective;
import dev.probity.model.RandomTrees;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Interactions and interventional values equal their definitions, with tables and without. */
class PairsAndBackgroundPropertyTest {
  private static final long SEED = Long.getLong("probity.seed", 20_261_125L);
  private static final int ENSEMBLES = 500;

  @Test
  void interactionsEqualBruteForceWithTablesAndWithout() {
    double worst = 0;
    for (int i = 0; i < ENSEMBLES; i++) {
      // Given
      RandomTrees random = new RandomTrees(SEED + i);
      Ensemble ensemble = random.ensemble();
      float[] row = random.row();
      double[] values = BruteForceShapley.values(BruteForceShapley.nodes(ensemble), row);
      double[][] wanted = BruteForceShapley.interactions(values, row.length);
      for (long budget : new long[] {TreeShap.TABLE_BUDGET, 0}) {
        Interactions interactions = new Interactions(ensemble, budget);
        double[] found = new double[interactions.pairs()];
        // When
        interactions.explain(row, 1, found, interactions.workspace());
        // Then
        worst = Math.max(worst, differ(interactions, found, wanted, ensemble, row, i));
      }
    }
    System.out.printf(
        "golden: %d random ensembles, interactions vs brute force <= %.2e%n", ENSEMBLES, worst);
  }

  private static double differ(
      Interactions interactions,
      double[] found,
      double[][] wanted,
      Ensemble ensemble,
      float[] row,
      int number) {
    String where = "seed " + SEED + " ensemble " + number;
    double scale = ShapPropertyTest.scale(ensemble);
    double worst = 0;
    double total = interactions.baseValue();
    for (int a = 0; a < row.length; a++) {
      for (int b = a; b < row.length; b++) {
        double effect = found[interactions.pair(a, b)];
        assertEquals(wanted[a][b], effect, 1e-9 * scale, where + " pair " + a + " " + b);
        worst = Math.max(worst, Math.abs(wanted[a][b] - effect));
        total += a == b ? effect : 2 * effect;
      }
    }
    assertEquals(ensemble.margin(row), total, 1e-9 * scale, where + " additivity");
    return worst;
  }

  @Test
  void interventionalValuesEqualBruteForceWithTablesAndWithout() {
    double worst = 0;
    for (int i = 0; i < ENSEMBLES; i++) {
      // Given
      RandomTrees random = new RandomTrees(SEED + i);
      Ensemble ensemble = random.ensemble();
      float[] row = random.row();
      List<float[]> background = new ArrayList<>();
      float[] flat = new float[5 * row.length];
      for (int b = 0; b < 5; b++) {
        background.add(random.row());
        System.arraycopy(background.get(b), 0, flat, b * row.length, row.length);
      }
      double[] values = BruteForceShapley.interventionalValues(ensemble, row, background);
      double[] wanted = BruteForceShapley.contributions(values, row.length);
      double tolerance = 1e-9 * ShapPropertyTest.scale(ensemble);
      for (long budget : new long[] {TreeShap.TABLE_BUDGET, 0}) {
        Interventional shap = new Interventional(ensemble, flat, 5, budget);
        double[] found = new double[row.length];
        // When
        shap.explain(row, 1, found, shap.workspace());
        // Then
        assertEquals(values[0], shap.baseValue(), tolerance);
        double sum = shap.baseValue();
        for (int f = 0; f < row.length; f++) {
          assertEquals(wanted[f], found[f], tolerance, "seed " + SEED + " ensemble " + i);
          worst = Math.max(worst, Math.abs(wanted[f] - found[f]));
          sum += found[f];
        }
        assertEquals(ensemble.margin(row), sum, tolerance, "additivity");
      }
    }
    System.out.printf(
        "golden: %d random ensembles, interventional vs brute force <= %.2e%n", ENSEMBLES, worst);
  }

  @Test
  void examplesOfTheJavadocHold() {
    // Given: 1 iff both are below 5
    Tree both =
        new TreeBuilder()
            .split(0, 5f, false, 8)
            .split(1, 5f, false, 4)
            .leaf(1f, 2)
            .leaf(0f, 2)
            .leaf(0f, 4)
            .build();
    Ensemble ensemble = new Ensemble(2, Objective.SQUARED_ERROR, 0f, List.of(both));
    float[] row = {1f, 1f};
    // When
    Interactions interactions = new Interactions(ensemble);
    double[] effects = new double[3];
    interactions.explain(row, 1, effects, interactions.workspace());
    Interventional interventional = new Interventional(ensemble, new float[] {9f, 9f}, 1);
    double[] contributions = new double[2];
    interventional.explain(row, 1, contributions, interventional.workspace());
    // Then
    assertEquals(0.25, interactions.baseValue());
    assertEquals(0.25, effects[interactions.pair(0, 0)], 1e-16);
    assertEquals(0.125, effects[interactions.pair(1, 0)], 1e-16);
    assertEquals(0.25, effects[interactions.pair(1, 1)], 1e-16);
    assertEquals(0, interventional.baseValue());
    assertEquals(0.5, contributions[0], 1e-16);
    assertEquals(0.5, contributions[1], 1e-16);
  }

  @Test
  void formulasGiveTheNumbersOfTheirJavadoc() {
    // Given: two features, both satisfied, z = (1/2, 1/4), v = 8
    Leaf leaf = new Leaf(0, 0, 8, new int[] {0, 1}, new double[] {0.5, 0.25});
    double[] work = new double[40];
    // Then
    assertEquals(1, leaf.expected());
    new Polynomial().evaluate(leaf, 0b11, work);
    assertEquals(2.5, work[0], 1e-15);
    assertEquals(4.5, work[1], 1e-15);
    new Quadrature().evaluate(leaf, 0b11, work);
    assertEquals(2.5, work[0], 1e-15);
    assertEquals(4.5, work[1], 1e-15);
    new PairEffects(2).evaluate(leaf, 0b11, work);
    assertEquals(1, work[0], 1e-15);
    assertEquals(1.5, work[1], 1e-15);
    assertEquals(3, work[2], 1e-15);
  }

  @Test
  void polynomialAndQuadratureAgreeOnEveryPathLength() {
    for (int size = 1; size <= 14; size++) {
      int[] features = new int[size];
      double[] shares = new double[size];
      for (int i = 0; i < size; i++) {
        features[i] = i;
        shares[i] = (i % 5) / 5.0;
      }
      Leaf leaf = new Leaf(0, 0, 3, features, shares);
      double[] one = new double[new Polynomial().room(size)];
      double[] other = new double[new Quadrature().room(size)];
      for (int bits = 0; bits < 1 << size; bits += Math.max(1, (1 << size) / 97)) {
        new Polynomial().evaluate(leaf, bits, one);
        new Quadrature().evaluate(leaf, bits, other);
        for (int i = 0; i < size; i++) {
          assertEquals(one[i], other[i], 1e-14, "size " + size + " bits " + bits);
        }
      }
    }
  }

  @Test
  void backgroundWithoutRowsIsRefused() {
    Ensemble ensemble =
        new Ensemble(
            2, Objective.SQUARED_ERROR, 0f, List.of(new TreeBuilder().leaf(1f, 1).build()));
    assertThrows(
        IllegalArgumentException.class, () -> new Interventional(ensemble, new float[4], 0));
    assertThrows(
        IllegalArgumentException.class, () -> new Interventional(ensemble, new float[3], 2));
    Ensemble large = new Ensemble(1, Objective.SQUARED_ERROR, 0f, List.of(chain(1_000)));
    IllegalArgumentException tooMany =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Interventional(large, new float[50_000], 50_000));
    assertTrue(tooMany.getMessage().contains("fewer"), tooMany.getMessage());
    Interactions interactions = new Interactions(ensemble);
    assertThrows(IndexOutOfBoundsException.class, () -> interactions.pair(0, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> interactions.pair(-1, 0));
    assertEquals(2, interactions.features());
  }

  private static Tree chain(int splits) {
    TreeBuilder builder = new TreeBuilder();
    for (int t = 0; t < splits; t++) {
      builder.split(0, t, false, 1).leaf(t, 1);
    }
    return builder.leaf(-1f, 1).build();
  }
}
