// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class BinningTest {
  private static final float BELOW_TWO = Math.nextDown(2f);

  @Test
  void numericBinsCountTheThresholdsNotAboveTheValue() {
    // Given: thresholds 5, 2 and 5 again on feature 0, none on feature 1
    Tree tree =
        new TreeBuilder()
            .split(0, 5f, false, 4)
            .split(0, 2f, true, 2)
            .leaf(1f, 1)
            .leaf(2f, 1)
            .split(0, 5f, false, 2)
            .leaf(3f, 1)
            .leaf(4f, 1)
            .build();
    Binning binning = binning(2, tree);
    // Then
    assertEquals(4, binning.bins(0));
    assertEquals(3, binning.missing(0));
    assertFalse(binning.isCategorical(0));
    assertEquals(0, binning.bin(0, Float.NEGATIVE_INFINITY));
    assertEquals(0, binning.bin(0, BELOW_TWO));
    assertEquals(1, binning.bin(0, 2f));
    assertEquals(1, binning.bin(0, Math.nextDown(5f)));
    assertEquals(2, binning.bin(0, 5f));
    assertEquals(2, binning.bin(0, Float.POSITIVE_INFINITY));
    assertEquals(3, binning.bin(0, Float.NaN));
    assertEquals(2, binning.bins(1));
    assertEquals(0, binning.bin(1, 7f));
    assertEquals(1, binning.bin(1, Float.NaN));
  }

  @Test
  void bothZerosAreOneValue() {
    Binning binning =
        binning(1, new TreeBuilder().split(0, -0.0f, false, 2).leaf(1f, 1).leaf(2f, 1).build());
    assertEquals(1, binning.bin(0, -0.0f));
    assertEquals(1, binning.bin(0, 0.0f));
    assertEquals(0, binning.bin(0, -Float.MIN_VALUE));
  }

  @Test
  void categoricalBinsAreTheIndexesAndOneForAllOthers() {
    Binning binning =
        binning(
            1,
            new TreeBuilder()
                .categories(0, new int[] {1, 3}, true, 2)
                .leaf(1f, 1)
                .leaf(2f, 1)
                .build());
    assertTrue(binning.isCategorical(0));
    assertEquals(6, binning.bins(0));
    assertEquals(0, binning.bin(0, 0f));
    assertEquals(3, binning.bin(0, 3f));
    for (float other : new float[] {4f, -1f, -0.5f, 1e9f, Float.POSITIVE_INFINITY}) {
      assertEquals(4, binning.bin(0, other), "value " + other);
    }
    assertEquals(5, binning.bin(0, Float.NaN));
    assertThrows(IndexOutOfBoundsException.class, () -> binning.representative(0, 6));
    assertThrows(IndexOutOfBoundsException.class, () -> binning.representative(0, -1));
  }

  @Test
  void everyThresholdCountFindsItsBins() {
    for (int thresholds = 1; thresholds <= 40; thresholds++) {
      // Given: a chain of splits at 0, 1, 2 …
      TreeBuilder builder = new TreeBuilder();
      for (int t = 0; t < thresholds; t++) {
        builder.split(0, t, false, 1).leaf(t, 1);
      }
      Binning binning = binning(1, builder.leaf(-1f, 1).build());
      // Then
      assertEquals(thresholds + 2, binning.bins(0));
      for (int t = 0; t < thresholds; t++) {
        assertEquals(t, binning.bin(0, Math.nextDown((float) t)));
        assertEquals(t + 1, binning.bin(0, t));
      }
    }
  }

  @Test
  void valuesOfOneBinGoTheSameWayEverywhere() {
    for (int seed = 0; seed < 300; seed++) {
      RandomTrees random = new RandomTrees(seed);
      Ensemble ensemble = random.ensemble();
      Binning binning = new Binning(ensemble);
      int[][] columns = binning.room();
      for (int r = 0; r < 5; r++) {
        float[] row = random.row();
        int[] bins = new int[row.length];
        binning.row(row, 0, bins);
        binning.block(row, 0, 1, columns);
        float[] twin = new float[row.length];
        for (int f = 0; f < row.length; f++) {
          assertEquals(bins[f], columns[f][0]);
          assertEquals(bins[f], binning.bin(f, row[f]));
          twin[f] = binning.representative(f, bins[f]);
          assertEquals(bins[f], binning.bin(f, twin[f]));
        }
        assertEquals(ensemble.margin(row), ensemble.margin(twin), "seed " + seed);
      }
    }
  }

  private static Binning binning(int features, Tree tree) {
    return new Binning(new Ensemble(features, Objective.SQUARED_ERROR, 0f, List.of(tree)));
  }
}
