// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.RandomTrees;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The random trees hold every case that golden models lack, and renaming features moves nothing.
 */
class AwkwardCasesTest {
  private static final long SEED = Long.getLong("probity.seed", 20_261_125L);
  private static final int ENSEMBLES = 1_000;
  private static final List<String> WANTED =
      List.of(
          "numeric feature repeated on a path",
          "category feature repeated on a path",
          "equal thresholds",
          "value equal to a threshold",
          "-0.0 as a value",
          "+0.0 as a value",
          "missing value",
          "missing goes left at a numeric split",
          "missing goes left at a category split",
          "single leaf",
          "child without cover",
          "parent without cover",
          "tree of one feature",
          "set of one category",
          "set of all categories but one",
          "depth 1",
          "depth 2",
          "depth 3",
          "depth 4",
          "depth 5",
          "depth 6",
          "leaves at different depths");

  private final Map<String, Integer> seen = new TreeMap<>();

  @Test
  void randomTreesHoldEveryAwkwardCase() {
    for (int i = 0; i < ENSEMBLES; i++) {
      RandomTrees random = new RandomTrees(SEED + i);
      Ensemble ensemble = random.ensemble();
      float[] row = random.row();
      for (float value : row) {
        saw("missing value", Float.isNaN(value));
        saw("-0.0 as a value", Float.floatToIntBits(value) == 0x8000_0000);
        saw("+0.0 as a value", Float.floatToIntBits(value) == 0);
      }
      ensemble.trees().forEach(tree -> look(tree, row));
    }
    System.out.println("awkward cases in " + ENSEMBLES + " random ensembles: " + seen);
    for (String wanted : WANTED) {
      assertTrue(seen.getOrDefault(wanted, 0) >= 10, wanted + " in " + seen);
    }
    assertEquals(WANTED.size(), seen.size());
  }

  private void look(Tree tree, float[] row) {
    saw("single leaf", tree.nodes() == 1);
    if (tree.depth() > 0) {
      saw("depth " + tree.depth(), true);
    }
    saw("leaves at different depths", tree.leaves() < 1 << tree.depth());
    Set<Integer> features = new HashSet<>();
    Set<List<Number>> thresholds = new HashSet<>();
    for (int node = 0; node < tree.nodes(); node++) {
      if (!tree.isLeaf(node)) {
        features.add(tree.feature(node));
        look(tree, node, row);
        boolean numeric = !tree.isCategorical(node);
        List<Number> threshold = List.of(tree.feature(node), tree.threshold(node));
        saw("equal thresholds", numeric && !thresholds.add(threshold));
      }
    }
    saw("tree of one feature", features.size() == 1 && tree.depth() > 1);
    path(tree, 0, Set.of());
  }

  private void look(Tree tree, int node, float[] row) {
    boolean left = tree.missingLeft(node);
    saw("parent without cover", tree.cover(node) == 0);
    saw("child without cover", tree.cover(node) > 0 && tree.cover(tree.left(node)) == 0);
    if (tree.isCategorical(node)) {
      saw("missing goes left at a category split", left);
      saw("set of one category", tree.categories(node).length == 1);
      saw("set of all categories but one", tree.categories(node).length == 69);
    } else {
      saw("missing goes left at a numeric split", left);
      saw("value equal to a threshold", row[tree.feature(node)] == tree.threshold(node));
    }
  }

  private void path(Tree tree, int node, Set<Integer> above) {
    if (tree.isLeaf(node)) {
      return;
    }
    boolean repeated = above.contains(tree.feature(node));
    saw("category feature repeated on a path", repeated && tree.isCategorical(node));
    saw("numeric feature repeated on a path", repeated && !tree.isCategorical(node));
    Set<Integer> below = new HashSet<>(above);
    below.add(tree.feature(node));
    path(tree, tree.left(node), below);
    path(tree, tree.right(node), below);
  }

  private void saw(String what, boolean really) {
    if (really) {
      seen.merge(what, 1, Integer::sum);
    }
  }

  @Test
  void renamedFeaturesKeepTheirContributions() {
    for (int i = 0; i < 200; i++) {
      // Given: features in reverse order
      RandomTrees random = new RandomTrees(SEED + i);
      Ensemble ensemble = random.ensemble();
      int last = ensemble.features() - 1;
      List<Tree> renamed = new ArrayList<>();
      ensemble.trees().forEach(tree -> renamed.add(reversed(tree, last)));
      Ensemble other =
          new Ensemble(ensemble.features(), ensemble.objective(), ensemble.baseScore(), renamed);
      float[] row = random.row();
      float[] turned = new float[row.length];
      for (int f = 0; f < row.length; f++) {
        turned[f] = row[last - f];
      }
      // When
      Attribution one = new TreeShap(ensemble).explain(row);
      Attribution two = new TreeShap(other).explain(turned);
      // Then
      assertEquals(one.baseValue(), two.baseValue());
      for (int f = 0; f < row.length; f++) {
        assertEquals(one.contribution(f), two.contribution(last - f), 1e-13, "ensemble " + i);
      }
    }
  }

  private static Tree reversed(Tree tree, int last) {
    TreeBuilder builder = new TreeBuilder();
    for (int node = 0; node < tree.nodes(); node++) {
      if (tree.isLeaf(node)) {
        builder.leaf(tree.leafValue(node), tree.cover(node));
      } else if (tree.isCategorical(node)) {
        builder.categories(
            last - tree.feature(node),
            tree.categories(node),
            tree.missingLeft(node),
            tree.cover(node));
      } else {
        builder.split(
            last - tree.feature(node),
            tree.threshold(node),
            tree.missingLeft(node),
            tree.cover(node));
      }
    }
    return builder.build();
  }
}
