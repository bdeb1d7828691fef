// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Objective;
import dev.probity.model.RandomTrees;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapPropertyTest {
  private static final long SEED = Long.getLong("probity.seed", 20_261_120L);
  private static final int ENSEMBLES = 2_000;

  @Test
  void tablesAndRecurrenceEqualBruteForceOnRandomEnsembles() {
    double worst = 0;
    for (int i = 0; i < ENSEMBLES; i++) {
      // Given
      RandomTrees random = new RandomTrees(SEED + i);
      Ensemble ensemble = random.ensemble();
      TreeShap tables = new TreeShap(ensemble);
      ShapRecurrence recurrence = new ShapRecurrence(ensemble);
      for (int r = 0; r < 3; r++) {
        float[] row = random.row();
        String where = "seed " + SEED + " ensemble " + i + " row " + r;
        // When
        Attribution found = tables.explain(row);
        // Then
        worst = Math.max(worst, check(ensemble, row, found, where));
        worst = Math.max(worst, check(ensemble, row, recurrence.explain(row), where));
      }
    }
    System.out.printf("golden: %d random ensembles vs brute force <= %.2e%n", ENSEMBLES, worst);
  }

  private static double check(Ensemble ensemble, float[] row, Attribution found, String where) {
    double[] values = BruteForceShapley.values(BruteForceShapley.nodes(ensemble), row);
    double[] wanted = BruteForceShapley.contributions(values, row.length);
    double scale = scale(ensemble);
    boolean[] used = used(ensemble);
    double worst = Math.abs(found.baseValue() - ensemble.baseMargin() - values[0]);
    for (int f = 0; f < row.length; f++) {
      worst = Math.max(worst, Math.abs(found.contribution(f) - wanted[f]));
      assertTrue(used[f] || found.contribution(f) == 0, where + " dummy " + f);
    }
    double full = ensemble.margin(row) - ensemble.baseMargin();
    worst = Math.max(worst, Math.abs(full - values[values.length - 1]));
    assertTrue(worst <= 1e-9 * scale, where + " differs by " + worst);
    assertAdditive(ensemble, row, found, where);
    return worst;
  }

  private static void assertAdditive(
      Ensemble ensemble, float[] row, Attribution found, String where) {
    double sum = found.baseValue();
    for (double contribution : found.contributions()) {
      sum += contribution;
    }
    double margin = ensemble.margin(row);
    assertEquals(margin, sum, 1e-9 * scale(ensemble), where + " additivity");
  }

  /** Σ |leaf value|, at least 1: what a difference is measured against. */
  static double scale(Ensemble ensemble) {
    return Math.max(1, leaves(ensemble));
  }

  private static double leaves(Ensemble ensemble) {
    double sum = 0;
    for (Tree tree : ensemble.trees()) {
      for (int node = 0; node < tree.nodes(); node++) {
        sum += tree.isLeaf(node) ? Math.abs(tree.leafValue(node)) : 0;
      }
    }
    return sum;
  }

  private static boolean[] used(Ensemble ensemble) {
    boolean[] used = new boolean[ensemble.features()];
    for (Tree tree : ensemble.trees()) {
      for (int node = 0; node < tree.nodes(); node++) {
        if (!tree.isLeaf(node)) {
          used[tree.feature(node)] = true;
        }
      }
    }
    return used;
  }

  @Test
  void orderOfTreesChangesNothingButRounding() {
    for (int i = 0; i < 50; i++) {
      // Given
      RandomTrees random = new RandomTrees(SEED + i);
      Ensemble ensemble = random.ensemble();
      List<Tree> reversed = new ArrayList<>(ensemble.trees());
      Collections.reverse(reversed);
      Ensemble other =
          new Ensemble(ensemble.features(), ensemble.objective(), ensemble.baseScore(), reversed);
      float[] row = random.row();
      // When
      Attribution first = new TreeShap(ensemble).explain(row);
      Attribution second = new TreeShap(other).explain(row);
      // Then
      for (int f = 0; f < row.length; f++) {
        assertEquals(first.contribution(f), second.contribution(f), 1e-12);
      }
    }
  }

  @Test
  void featuresThatPlayTheSamePartContributeTheSame() {
    // Given: 1 iff both are below 5, features 0 and 2 exchangeable, 1 unused
    Tree both =
        new TreeBuilder()
            .split(0, 5f, true, 8)
            .split(2, 5f, true, 4)
            .leaf(1f, 2)
            .leaf(0f, 2)
            .leaf(0f, 4)
            .build();
    Ensemble ensemble = new Ensemble(3, Objective.SQUARED_ERROR, 0f, List.of(both));
    // When
    Attribution found = new TreeShap(ensemble).explain(new float[] {1f, 1f, Float.NaN});
    // Then: v(empty) = 1/4, v(one) = 1/2, v(both) = 1
    assertEquals(0.25, found.baseValue());
    assertEquals(0.375, found.contribution(0), 1e-15);
    assertEquals(0.0, found.contribution(1));
    assertEquals(0.375, found.contribution(2), 1e-15);
  }

  @Test
  void deepPathOfManyFeaturesStaysExact() {
    // Given: a path of 16 features, 17 leaves
    TreeBuilder builder = new TreeBuilder();
    float cover = 1 << 16;
    for (int f = 0; f < 16; f++) {
      builder.split(f, 0f, false, cover);
      builder.leaf(f, cover / 2);
      cover /= 2;
    }
    builder.leaf(100f, cover);
    Ensemble ensemble = new Ensemble(16, Objective.SQUARED_ERROR, 0f, List.of(builder.build()));
    float[] row = new float[16];
    Arrays.fill(row, 1f);
    // When
    Attribution found = new TreeShap(ensemble).explain(row);
    // Then
    double[] values = BruteForceShapley.values(BruteForceShapley.nodes(ensemble), row);
    double[] wanted = BruteForceShapley.contributions(values, 16);
    for (int f = 0; f < 16; f++) {
      assertEquals(wanted[f], found.contribution(f), 1e-10);
    }
    assertTrue(found.explains(ensemble.margin(row)));
  }
}
