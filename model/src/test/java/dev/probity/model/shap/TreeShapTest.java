// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Binning;
import dev.probity.model.Ensemble;
import dev.probity.model.Fixtures;
import dev.probity.model.Golden;
import dev.probity.model.Objective;
import dev.probity.model.RandomTrees;
import dev.probity.model.SplitMix64;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeShapTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void exampleOfTheJavadocHolds() {
    // Given: 1 iff both are below 5
    Tree both =
        new TreeBuilder()
            .split(0, 5f, false, 8)
            .split(1, 5f, false, 4)
            .leaf(1f, 2)
            .leaf(0f, 2)
            .leaf(0f, 4)
            .build();
    // When
    TreeShap shap = new TreeShap(sum(2, both));
    Attribution found = shap.explain(new float[] {1f, 1f});
    // Then
    assertEquals(0.25, shap.baseValue());
    assertEquals(0.375, found.contribution(0), 1e-16);
    assertEquals(0.375, found.contribution(1), 1e-16);
  }

  @Test
  void singleLeafAddsToTheBaseValueOnly() {
    TreeShap shap = new TreeShap(sum(2, new TreeBuilder().leaf(0.75f, 10).build()));
    assertEquals(0.75, shap.baseValue());
    assertEquals(0, shap.tableBytes());
    assertEquals(1, shap.tabulatedTrees());
    assertArrayEquals(new double[2], shap.explain(new float[2]).contributions());
  }

  @Test
  void perfectTreeOfDepthFourHasFourGroupsOfThirtyTwoRows() {
    // Given: distinct features on every path
    TreeBuilder builder = new TreeBuilder();
    perfect(builder, 0, 4);
    // When
    PathTree tree = new PathTree(0, builder.build());
    List<Group> groups = GroupCut.of(tree);
    // Then
    assertEquals(4, groups.size());
    for (Group group : groups) {
      assertEquals(5, group.tests());
      assertEquals(2, group.pathTests());
      assertEquals(4, group.leaves());
      assertEquals(5, group.columns(new Polynomial()).length);
    }
    Ensemble ensemble = sum(16, tree.tree());
    assertEquals(5_120, ShapTables.bytes(tree, new Binning(ensemble), new Polynomial()));
    assertEquals(5_120, new TreeShap(ensemble).tableBytes());
  }

  private static int perfect(TreeBuilder builder, int feature, int depth) {
    if (depth == 0) {
      builder.leaf(feature, 1);
      return feature;
    }
    builder.split(feature, 0f, false, 1 << depth);
    return perfect(builder, perfect(builder, feature + 1, depth - 1), depth - 1);
  }

  @Test
  void treesAreAdmittedFromTheSmallestUntilTheBudgetIsSpent() {
    // Given: 5,120 bytes, a stump of 16, and again 5,120
    TreeBuilder large = new TreeBuilder();
    perfect(large, 0, 4);
    Tree tree = large.build();
    Ensemble ensemble = sum(16, tree, Fixtures.stump(), tree);
    // Then
    assertTabulated(0, 0, new TreeShap(ensemble, 0));
    assertTabulated(0, 0, new TreeShap(ensemble, 15));
    assertTabulated(1, 16, new TreeShap(ensemble, 16));
    assertTabulated(1, 16, new TreeShap(ensemble, 5_135));
    assertTabulated(2, 5_136, new TreeShap(ensemble, 5_136));
    assertTabulated(3, 10_256, new TreeShap(ensemble));
    assertThrows(IllegalArgumentException.class, () -> new TreeShap(ensemble, -1));
  }

  private static void assertTabulated(int trees, long bytes, TreeShap shap) {
    assertEquals(trees, shap.tabulatedTrees());
    assertEquals(bytes, shap.tableBytes());
  }

  @Test
  void everyBudgetExplainsTheSame() {
    for (int i = 0; i < 200; i++) {
      RandomTrees random = new RandomTrees(5_000 + i);
      Ensemble ensemble = random.ensemble();
      float[] row = random.row();
      Attribution all = new TreeShap(ensemble).explain(row);
      for (long budget : new long[] {0, 100, 1_000, 5_000}) {
        Attribution some = new TreeShap(ensemble, budget).explain(row);
        for (int f = 0; f < row.length; f++) {
          assertEquals(all.contribution(f), some.contribution(f), 1e-12, "ensemble " + i);
        }
      }
    }
  }

  @Test
  void bitsDependOnTheRowAloneUnderEveryBudget() {
    for (int i = 0; i < 60; i++) {
      // Given
      RandomTrees random = new RandomTrees(7_000 + i);
      Ensemble ensemble = random.ensemble();
      int width = ensemble.features();
      float[] rows = new float[300 * width + 3];
      for (int r = 0; r < 300; r++) {
        System.arraycopy(random.row(), 0, rows, r * width, width);
      }
      for (long budget : new long[] {TreeShap.TABLE_BUDGET, 500, 0}) {
        TreeShap shap = new TreeShap(ensemble, budget);
        double[] all = new double[300 * width + 3];
        all[300 * width] = 42;
        // When
        shap.explain(rows, 300, all, shap.workspace());
        // Then
        for (int r = 0; r < 300; r += 13) {
          float[] row = Arrays.copyOfRange(rows, r * width, (r + 1) * width);
          assertArrayEquals(
              shap.explain(row).contributions(),
              Arrays.copyOfRange(all, r * width, (r + 1) * width));
        }
        assertEquals(42, all[300 * width], "nothing is written behind the last row");
      }
    }
  }

  @Test
  void treesTooDeepForTablesAreLeftToTheRecurrence() {
    // Given: a chain over 20 features, groups of up to 18 path tests
    TreeBuilder builder = new TreeBuilder();
    for (int f = 0; f < 20; f++) {
      builder.split(f, 0f, false, 100 - f).leaf(f, 1);
    }
    Tree chain = builder.leaf(-1f, 80).build();
    Ensemble ensemble = sum(20, chain, Fixtures.stump());
    float[] row = new float[20];
    row[7] = -1;
    // When
    TreeShap shap = new TreeShap(ensemble, Long.MAX_VALUE);
    // Then
    assertEquals(1, shap.tabulatedTrees());
    assertTrue(shap.explain(row).explains(ensemble.margin(row)));
  }

  @Test
  void ensemblesOfManyFeaturesNeedNoMoreTablePerGroup() {
    // Given: 200 features, two of them tested
    Tree tree =
        new TreeBuilder()
            .split(150, 5f, true, 4)
            .leaf(1f, 1)
            .split(7, 1f, false, 3)
            .leaf(-1f, 1)
            .leaf(2f, 2)
            .build();
    Ensemble ensemble = sum(200, tree);
    TreeShap shap = new TreeShap(ensemble);
    float[] row = new float[200];
    Arrays.fill(row, Float.NaN);
    // When
    Attribution found = shap.explain(row);
    // Then: NaN goes left at the root
    assertEquals(64, shap.tableBytes());
    assertTrue(found.explains(1));
    assertEquals(1 - shap.baseValue(), found.contribution(150) + found.contribution(7), 1e-15);
  }

  @Test
  void intervalsThatAlsoAcceptMissingValuesAreLookedUp() {
    // Given: x in [2, 5) or missing, deep enough to be a path test
    TreeBuilder builder = new TreeBuilder();
    builder.split(0, 5f, true, 16).split(0, 2f, false, 8).leaf(0f, 2);
    perfect(builder, 1, 3);
    Tree tree = builder.leaf(3f, 8).build();
    Ensemble ensemble = sum(16, tree);
    TreeShap shap = new TreeShap(ensemble);
    ShapRecurrence recurrence = new ShapRecurrence(ensemble);
    float[] rows = new float[64 * 16];
    SplitMix64 random = new SplitMix64(3);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.below(5) == 0 ? Float.NaN : random.below(8) - 1;
    }
    double[] found = new double[rows.length];
    double[] wanted = new double[rows.length];
    // When
    shap.explain(rows, 64, found, shap.workspace());
    recurrence.explain(rows, 64, wanted);
    // Then
    assertArrayEquals(wanted, found, 1e-13);
  }

  @Test
  void explainingAllocatesNothingWithTablesOrWithout() {
    Golden golden = Golden.trimmed();
    Ensemble ensemble = golden.model("xgb_300x4").ensemble().first(40);
    for (long budget : new long[] {TreeShap.TABLE_BUDGET, 0}) {
      // Given
      TreeShap shap = new TreeShap(ensemble, budget);
      ShapWorkspace workspace = shap.workspace();
      int width = shap.features();
      float[] rows = new float[64 * width];
      double[] contributions = new double[rows.length];
      // When
      long least = Long.MAX_VALUE;
      for (int attempt = 0; attempt < 20; attempt++) {
        long before = allocated();
        shap.explain(rows, 64, contributions, workspace);
        shap.explain(rows, 1, contributions, workspace);
        least = Math.min(least, allocated() - before);
      }
      // Then
      assertEquals(0, least, "budget " + budget);
    }
  }

  private static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  @Test
  void wrongRowsAndForeignWorkspacesAreRefused() {
    TreeShap shap = new TreeShap(sum(2, Fixtures.stump()));
    ShapWorkspace own = shap.workspace();
    ShapWorkspace foreign = new TreeShap(sum(2, Fixtures.stump())).workspace();
    assertEquals(2, shap.features());
    assertThrows(IllegalArgumentException.class, () -> shap.explain(new float[3]));
    assertThrows(
        IllegalArgumentException.class,
        () -> shap.explain(new float[2], 1, new double[2], foreign));
    assertThrows(
        IndexOutOfBoundsException.class, () -> shap.explain(new float[3], 2, new double[4], own));
    assertThrows(
        IndexOutOfBoundsException.class, () -> shap.explain(new float[4], 2, new double[3], own));
  }

  private static Ensemble sum(int features, Tree... trees) {
    return new Ensemble(features, Objective.SQUARED_ERROR, 0f, new ArrayList<>(List.of(trees)));
  }
}
