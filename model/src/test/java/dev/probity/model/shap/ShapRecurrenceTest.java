// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Objective;
import dev.probity.model.RandomTrees;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapRecurrenceTest {
  @Test
  void singleLeafAddsToTheBaseValueOnly() {
    // Given
    Ensemble ensemble = sum(2, new TreeBuilder().leaf(0.75f, 10).build());
    // When
    ShapRecurrence shap = new ShapRecurrence(ensemble);
    // Then
    assertEquals(0.75, shap.baseValue());
    assertArrayEquals(new double[2], shap.explain(new float[2]).contributions());
  }

  @Test
  void oneSplitGivesItsFeatureAllOfTheDifference() {
    // Given: covers 1 : 3, leaves 1 and -1, expected -0.5
    ShapRecurrence shap =
        new ShapRecurrence(
            sum(2, new TreeBuilder().split(1, 5f, true, 4).leaf(1f, 1).leaf(-1f, 3).build()));
    // When
    Attribution left = shap.explain(new float[] {0f, 4f});
    Attribution right = shap.explain(new float[] {0f, 5f});
    Attribution missing = shap.explain(new float[] {0f, Float.NaN});
    // Then
    assertEquals(-0.5, shap.baseValue());
    assertArrayEquals(new double[] {0, 1.5}, left.contributions());
    assertArrayEquals(new double[] {0, -0.5}, right.contributions());
    assertEquals(left, missing);
  }

  @Test
  void repeatedFeatureCountsOnceHoweverOftenThePathTestsIt() {
    // Given: an interval test on one feature, 2 <= x < 5
    Tree interval =
        new TreeBuilder()
            .split(0, 5f, false, 8)
            .split(0, 2f, false, 6)
            .leaf(0f, 2)
            .leaf(1f, 4)
            .leaf(0f, 2)
            .build();
    // When
    ShapRecurrence shap = new ShapRecurrence(sum(1, interval));
    // Then
    assertEquals(0.5, shap.baseValue());
    assertEquals(0.5, shap.explain(new float[] {3f}).contribution(0), 1e-16);
    assertEquals(-0.5, shap.explain(new float[] {1f}).contribution(0), 1e-16);
    assertEquals(-0.5, shap.explain(new float[] {5f}).contribution(0), 1e-16);
  }

  @Test
  void nodesWithoutCoverShareItEqually() {
    // Given
    Tree empty = new TreeBuilder().split(0, 0f, false, 0).leaf(-2f, 0).leaf(4f, 0).build();
    // When
    ShapRecurrence shap = new ShapRecurrence(sum(1, empty));
    // Then
    assertEquals(1, shap.baseValue());
    assertEquals(3, shap.explain(new float[] {0f}).contribution(0));
  }

  @Test
  void sideWithoutCoverIsExplainedLikeAnyOther() {
    // Given: nobody went left in training, this row does
    Tree tree = new TreeBuilder().split(0, 0f, false, 5).leaf(9f, 0).leaf(1f, 5).build();
    // When
    ShapRecurrence shap = new ShapRecurrence(sum(1, tree));
    // Then
    assertEquals(1, shap.baseValue());
    assertEquals(8, shap.explain(new float[] {-1f}).contribution(0));
  }

  @Test
  void everyBlockSizeGivesTheSameBits() {
    RandomTrees random = new RandomTrees(99);
    Ensemble ensemble = random.ensemble();
    int width = ensemble.features();
    ShapRecurrence shap = new ShapRecurrence(ensemble);
    for (int count : new int[] {0, 1, 7, 64, 256, 300}) {
      // Given
      float[] rows = new float[count * width + 3];
      for (int r = 0; r < count; r++) {
        System.arraycopy(random.row(), 0, rows, r * width, width);
      }
      double[] all = new double[count * width + 3];
      all[count * width] = 42;
      // When
      shap.explain(rows, count, all);
      // Then
      for (int r = 0; r < count; r++) {
        float[] row = Arrays.copyOfRange(rows, r * width, (r + 1) * width);
        double[] alone = shap.explain(row).contributions();
        for (int f = 0; f < width; f++) {
          assertEquals(
              Double.doubleToLongBits(alone[f]), Double.doubleToLongBits(all[r * width + f]));
        }
      }
      assertEquals(42, all[count * width], "nothing is written behind the last row");
    }
  }

  @Test
  void rowsOfAnotherLengthAreRefused() {
    ShapRecurrence shap = new ShapRecurrence(sum(2, new TreeBuilder().leaf(1f, 1).build()));
    assertEquals(2, shap.features());
    assertThrows(IllegalArgumentException.class, () -> shap.explain(new float[3]));
    assertThrows(
        IndexOutOfBoundsException.class, () -> shap.explain(new float[3], 2, new double[4]));
    assertThrows(
        IndexOutOfBoundsException.class, () -> shap.explain(new float[4], 2, new double[3]));
  }

  @Test
  void attributionExplainsAMarginWithinItsTolerance() {
    // Given
    Attribution attribution = new Attribution(0.1, new double[] {0.4, 0.2});
    // Then
    assertEquals(0, attribution.residual(0.7), 1e-16);
    assertTrue(attribution.explains(0.7 + 5e-10));
    assertFalse(attribution.explains(0.7 + 2e-9));
    assertFalse(attribution.explains(Double.NaN));
    assertTrue(new Attribution(1000, new double[] {0}).explains(1000 + 5e-7));
    assertEquals(2, attribution.size());
    assertEquals(attribution, new Attribution(0.1, new double[] {0.4, 0.2}));
    assertEquals(attribution.hashCode(), new Attribution(0.1, new double[] {0.4, 0.2}).hashCode());
    assertNotEquals(attribution, new Attribution(0.2, new double[] {0.4, 0.2}));
    assertFalse(attribution.toString().contains("0.4"));
    assertThrows(
        IllegalArgumentException.class, () -> new Attribution(0, new double[] {Double.NaN}));
    attribution.contributions()[0] = 9;
    assertEquals(0.4, attribution.contribution(0));
  }

  private static Ensemble sum(int features, Tree... trees) {
    return new Ensemble(features, Objective.SQUARED_ERROR, 0f, List.of(trees));
  }
}
