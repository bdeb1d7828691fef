// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnsembleTest {
  @Test
  void numericSplitGoesLeftIffBelowThreshold() {
    Ensemble below = split(0f, false);
    assertEquals(-1, below.margin(new float[] {-1e-45f}));
    assertEquals(1, below.margin(new float[] {0.0f}));
    assertEquals(1, below.margin(new float[] {-0.0f}));
    assertEquals(1, below.margin(new float[] {Float.POSITIVE_INFINITY}));
    assertEquals(-1, below.margin(new float[] {Float.NEGATIVE_INFINITY}));
    assertEquals(1, split(-0.0f, false).margin(new float[] {-0.0f}));
  }

  @Test
  void missingGoesToTheNodesOwnSide() {
    assertEquals(1, split(0f, false).margin(new float[] {Float.NaN}));
    assertEquals(-1, split(0f, true).margin(new float[] {Float.NaN}));
    assertEquals(1, split(0f, true).margin(new float[] {5f}));
  }

  @Test
  void categoryInTheSetGoesRightAllOthersLeft() {
    // Given
    Ensemble ensemble = sum(categories(false, 0, 3, 64));
    // When / Then
    for (float right : new float[] {0f, 3f, 64f}) {
      assertEquals(1, ensemble.margin(new float[] {right}), "code " + right);
    }
    for (float left : new float[] {1f, 63f, 65f, 127f, 128f, 1e9f, -1f, -64f, 0x1p31f}) {
      assertEquals(-1, ensemble.margin(new float[] {left}), "code " + left);
    }
    assertEquals(1, ensemble.margin(new float[] {Float.NaN}));
    assertEquals(-1, sum(categories(true, 0)).margin(new float[] {Float.NaN}));
  }

  @Test
  void batchGivesEveryRowItsOwnBits() {
    // Given
    RandomTrees random = new RandomTrees(7);
    Ensemble ensemble = random.ensemble();
    int width = ensemble.features();
    for (int count : new int[] {0, 1, 7, 64, 256, 300}) {
      float[] rows = new float[count * width];
      for (int r = 0; r < count; r++) {
        System.arraycopy(random.row(), 0, rows, r * width, width);
      }
      double[] margins = new double[count];
      // When
      ensemble.margins(rows, count, margins);
      // Then
      for (int r = 0; r < count; r++) {
        float[] row = Arrays.copyOfRange(rows, r * width, (r + 1) * width);
        assertEquals(ensemble.margin(row), margins[r]);
      }
    }
  }

  @Test
  void baseScoreIsProbabilityForLogisticAndMarginElsewhere() {
    Tree none = new TreeBuilder().leaf(0f, 1).build();
    Ensemble logistic = new Ensemble(1, Objective.BINARY_LOGISTIC, 0.75f, List.of(none));
    assertEquals(Math.log(3), logistic.baseMargin(), 1e-15);
    assertEquals(1.0986122f, logistic.conformanceMargin(new float[] {0f}), "in float32");
    Ensemble raw = new Ensemble(1, Objective.BINARY_LOGITRAW, 0.75f, List.of(none));
    assertEquals(0.75, raw.margin(new float[] {0f}));
    for (float wrong : new float[] {0f, 1f, -0.1f, Float.NaN}) {
      assertThrows(
          ModelRefusedException.class,
          () -> new Ensemble(1, Objective.BINARY_LOGISTIC, wrong, List.of(none)));
    }
  }

  @Test
  void probabilityIsTheLogisticFunction() {
    assertEquals(0.5, Ensemble.probability(0));
    assertEquals(0.75, Ensemble.probability(Math.log(3)), 1e-15);
    assertEquals(0, Ensemble.probability(-1000));
    assertEquals(1, Ensemble.probability(1000));
  }

  @Test
  void firstTreesAreCutOff() {
    // Given
    Ensemble two = sum(split(), split());
    // When
    Ensemble one = two.first(1);
    // Then
    assertEquals(2, two.margin(new float[] {1f}));
    assertEquals(1, one.margin(new float[] {1f}));
    assertEquals(6, two.nodes());
    assertEquals(1, two.maxDepth());
  }

  @Test
  void rowsOfAnotherLengthAreRefused() {
    Ensemble ensemble = sum(split());
    assertThrows(IllegalArgumentException.class, () -> ensemble.margin(new float[2]));
    assertThrows(
        IndexOutOfBoundsException.class, () -> ensemble.margins(new float[1], 2, new double[2]));
    assertThrows(
        ModelRefusedException.class,
        () ->
            new Ensemble(
                1,
                Objective.SQUARED_ERROR,
                0f,
                List.of(new TreeBuilder().split(1, 0f, false, 1).leaf(0f, 1).leaf(0f, 0).build())));
  }

  @Test
  void builderRefusesWhatIsNoTree() {
    assertThrows(ModelRefusedException.class, () -> new TreeBuilder().build());
    assertThrows(
        ModelRefusedException.class,
        () -> new TreeBuilder().split(0, 0f, false, 1).leaf(0f, 1).build());
    assertThrows(ModelRefusedException.class, () -> new TreeBuilder().leaf(0f, 1).leaf(0f, 1));
    assertThrows(ModelRefusedException.class, () -> new TreeBuilder().leaf(Float.NaN, 1));
    assertThrows(ModelRefusedException.class, () -> new TreeBuilder().leaf(0f, -1));
    assertThrows(
        ModelRefusedException.class, () -> new TreeBuilder().split(0, Float.NaN, false, 1));
    assertThrows(ModelRefusedException.class, () -> new TreeBuilder().split(-1, 0f, false, 1));
    assertThrows(
        ModelRefusedException.class, () -> new TreeBuilder().categories(0, new int[0], false, 1));
    assertThrows(
        ModelRefusedException.class,
        () -> new TreeBuilder().categories(0, new int[] {1 << 24}, false, 1));
  }

  @Test
  void treeTellsItsShape() {
    // Given
    Tree tree = categories(true, 3, 1, 70);
    // Then
    assertEquals(3, tree.nodes());
    assertEquals(2, tree.leaves());
    assertTrue(tree.isCategorical(0));
    assertFalse(tree.isLeaf(0));
    assertArrayEquals(new int[] {1, 3, 70}, tree.categories(0));
    assertTrue(tree.missingLeft(0));
    assertEquals(0.25, tree.coverShare(0, tree.left(0)));
    assertEquals(-1f, tree.leafValue(1));
    assertThrows(IllegalArgumentException.class, () -> tree.leafValue(0));
    assertThrows(IllegalArgumentException.class, () -> tree.threshold(1));
    Tree empty = new TreeBuilder().split(0, 0f, false, 0).leaf(0f, 0).leaf(0f, 0).build();
    assertEquals(0.5, empty.coverShare(0, 1));
  }

  private static Tree split() {
    return new TreeBuilder().split(0, 0f, false, 8).leaf(-1f, 2).leaf(1f, 6).build();
  }

  private static Ensemble split(float threshold, boolean missingLeft) {
    return sum(
        new TreeBuilder().split(0, threshold, missingLeft, 8).leaf(-1f, 2).leaf(1f, 6).build());
  }

  private static Tree categories(boolean missingLeft, int... set) {
    return new TreeBuilder().categories(0, set, missingLeft, 8).leaf(-1f, 2).leaf(1f, 6).build();
  }

  private static Ensemble sum(Tree... trees) {
    return new Ensemble(1, Objective.SQUARED_ERROR, 0f, List.of(trees));
  }

  @Test
  void featureSplitBothWaysIsRefused() {
    // Given
    Tree byThreshold = new TreeBuilder().split(0, 1f, true, 2).leaf(1f, 1).leaf(2f, 1).build();
    Tree bySet =
        new TreeBuilder().categories(0, new int[] {1}, true, 2).leaf(1f, 1).leaf(2f, 1).build();
    List<Tree> both = List.of(byThreshold, bySet);
    // When
    ModelRefusedException refused =
        assertThrows(
            ModelRefusedException.class, () -> new Ensemble(1, Objective.SQUARED_ERROR, 0f, both));
    // Then
    assertEquals(RefusalCode.INVALID_TREES, refused.code());
  }
}
