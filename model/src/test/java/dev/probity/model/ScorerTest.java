// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScorerTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long SEED = Long.getLong("probity.seed", 20_261_125L);
  private static final int[] BLOCKS = {1, 7, 64, 256};

  @Test
  void exampleOfTheJavadocEndsInItsMiddleLeaf() {
    // Given
    Tree tree =
        new TreeBuilder()
            .split(0, 5f, false, 4)
            .split(1, 2f, false, 2)
            .leaf(10f, 1)
            .leaf(20f, 1)
            .leaf(30f, 2)
            .build();
    Scorer scorer = scorer(2, tree);
    LeafMasks masks =
        LeafMasks.of(
            tree, new Binning(new Ensemble(2, Objective.SQUARED_ERROR, 0f, List.of(tree))), 0);
    // Then
    assertEquals(0b011, masks.tables()[0][0]);
    assertEquals(0b100, masks.tables()[0][1]);
    assertEquals(0b101, masks.tables()[1][0]);
    assertEquals(0b110, masks.tables()[1][1]);
    assertEquals(20, scorer.margin(new float[] {3, 7}, scorer.workspace()));
  }

  @Test
  void marginsHaveTheBitsOfTheNodeWalkInBlocksOfAnySize() {
    for (int i = 0; i < 400; i++) {
      RandomTrees random = new RandomTrees(SEED + i);
      List<float[]> rows = new ArrayList<>();
      for (int r = 0; r < 8; r++) {
        rows.add(random.row());
      }
      check(random.ensemble(), rows, "seed " + SEED + " ensemble " + i);
    }
  }

  @Test
  void treesOfEverySizeHaveTheBitsOfTheNodeWalk() {
    for (int depth = 1; depth <= 10; depth++) {
      // Given: a perfect tree of 2 … 1,024 leaves: one word, several, or a walk
      SplitMix64 random = new SplitMix64(SEED + depth);
      TreeBuilder builder = new TreeBuilder();
      grow(builder, depth, random);
      Tree tree = builder.build();
      Ensemble ensemble =
          new Ensemble(6, Objective.BINARY_LOGISTIC, 0.3f, List.of(tree, Fixtures.stump(), tree));
      List<float[]> rows = new ArrayList<>();
      for (int r = 0; r < 300; r++) {
        float[] row = new float[6];
        for (int f = 0; f < row.length; f++) {
          row[f] = random.below(12) == 0 ? Float.NaN : random.below(40);
        }
        rows.add(row);
      }
      check(ensemble, rows, "depth " + depth);
    }
  }

  private static void grow(TreeBuilder builder, int depth, SplitMix64 random) {
    if (depth == 0) {
      builder.leaf((float) random.unit() - 0.5f, 1);
      return;
    }
    int feature = random.below(6);
    if (feature < 4) {
      builder.split(feature, random.below(40), random.below(2) == 0, 1);
    } else {
      builder.categories(feature, new int[] {random.below(40), random.below(40)}, false, 1);
    }
    grow(builder, depth - 1, random);
    grow(builder, depth - 1, random);
  }

  @Test
  void marginsOfGoldenModelsHaveTheBitsOfTheNodeWalk() {
    Golden golden = Golden.trimmed();
    check(golden.model("xgb_100x6").ensemble(), golden.numericRows(), "xgb_100x6");
    check(golden.model("xgb_300x4").ensemble(), golden.numericRows(), "xgb_300x4");
    check(golden.model("xgb_cat").ensemble(), golden.encodedRows(), "xgb_cat");
  }

  private static void check(Ensemble ensemble, List<float[]> rows, String where) {
    Scorer scorer = new Scorer(ensemble);
    Scorer.Workspace workspace = scorer.workspace();
    int width = ensemble.features();
    float[] flat = new float[rows.size() * width];
    for (int r = 0; r < rows.size(); r++) {
      System.arraycopy(rows.get(r), 0, flat, r * width, width);
      double wanted = ensemble.margin(rows.get(r));
      assertSameBits(wanted, scorer.margin(rows.get(r), workspace), where + " row " + r);
    }
    for (int size : BLOCKS) {
      double[] margins = new double[rows.size()];
      for (int from = 0; from < rows.size(); from += size) {
        int count = Math.min(size, rows.size() - from);
        double[] into = new double[count];
        float[] block = Arrays.copyOfRange(flat, from * width, (from + count) * width);
        scorer.margins(block, count, into, workspace);
        System.arraycopy(into, 0, margins, from, count);
      }
      for (int r = 0; r < rows.size(); r++) {
        assertSameBits(
            ensemble.margin(rows.get(r)), margins[r], where + " block " + size + " row " + r);
      }
    }
    double[] all = new double[rows.size()];
    scorer.margins(flat, rows.size(), all, workspace);
    for (int r = 0; r < rows.size(); r++) {
      assertSameBits(ensemble.margin(rows.get(r)), all[r], where + " all rows, row " + r);
    }
  }

  private static void assertSameBits(double wanted, double found, String where) {
    assertEquals(Double.doubleToLongBits(wanted), Double.doubleToLongBits(found), where);
  }

  @Test
  void ensembleOfNoTreesAndOfSingleLeavesScoresItsSum() {
    Scorer none = new Scorer(new Ensemble(1, Objective.SQUARED_ERROR, 0.5f, List.of()));
    assertEquals(0.5, none.margin(new float[1], none.workspace()));
    Scorer leaf = scorer(1, new TreeBuilder().leaf(0.25f, 1).build());
    double[] margins = new double[3];
    leaf.margins(new float[3], 3, margins, leaf.workspace());
    assertEquals(0.25, margins[2]);
  }

  @Test
  void scoringAllocatesNothing() {
    // Given
    Golden golden = Golden.trimmed();
    Scorer scorer = new Scorer(golden.model("xgb_300x4").ensemble());
    Scorer.Workspace workspace = scorer.workspace();
    int width = scorer.features();
    float[] rows = new float[64 * width];
    for (int r = 0; r < 64; r++) {
      System.arraycopy(golden.numericRows().get(r), 0, rows, r * width, width);
    }
    float[] row = Arrays.copyOf(rows, width);
    double[] margins = new double[64];
    // When
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 20; attempt++) {
      long before = allocated();
      scorer.margins(rows, 64, margins, workspace);
      margins[0] = scorer.margin(row, workspace);
      least = Math.min(least, allocated() - before);
    }
    // Then
    assertEquals(0, least);
  }

  private static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  @Test
  void wrongRowsAndForeignWorkspacesAreRefused() {
    Scorer scorer = scorer(2, Fixtures.stump());
    Scorer.Workspace own = scorer.workspace();
    Scorer.Workspace foreign = scorer(2, Fixtures.stump()).workspace();
    assertEquals(2, scorer.features());
    assertThrows(IllegalArgumentException.class, () -> scorer.margin(new float[3], own));
    assertThrows(IllegalArgumentException.class, () -> scorer.margin(new float[2], foreign));
    assertThrows(
        IllegalArgumentException.class,
        () -> scorer.margins(new float[2], 1, new double[1], foreign));
    assertThrows(
        IndexOutOfBoundsException.class, () -> scorer.margins(new float[3], 2, new double[2], own));
    assertThrows(
        IndexOutOfBoundsException.class, () -> scorer.margins(new float[4], 2, new double[1], own));
  }

  @Test
  void masksBeyondTheirMemoryGiveWayToTheWalk() {
    // Given: 300 trees over one feature of 65,536 categories, 512 KiB of masks each
    List<Tree> trees = new ArrayList<>();
    for (int t = 0; t < 300; t++) {
      trees.add(
          new TreeBuilder()
              .categories(0, new int[] {t, 65_535}, false, 2)
              .leaf(t, 1)
              .leaf(-t, 1)
              .build());
    }
    Ensemble ensemble = new Ensemble(1, Objective.SQUARED_ERROR, 0f, trees);
    Scorer scorer = new Scorer(ensemble);
    // Then
    for (float category : new float[] {0, 5, 299, 300, 65_535, 70_000, Float.NaN}) {
      float[] row = {category};
      assertSameBits(ensemble.margin(row), scorer.margin(row, scorer.workspace()), "" + category);
    }
    assertTrue(LeafMasks.bytes(trees.getFirst(), new Binning(ensemble)) > 512 << 10);
  }

  private static Scorer scorer(int features, Tree tree) {
    return new Scorer(new Ensemble(features, Objective.SQUARED_ERROR, 0f, List.of(tree)));
  }
}
