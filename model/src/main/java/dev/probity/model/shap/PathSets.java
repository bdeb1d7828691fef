// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import dev.probity.model.Binning;
import dev.probity.model.Tree;

/** Per test of a group the bins with which it holds. */
final class PathSets {
  private final Tree tree;
  private final BinSet[] left;

  PathSets(PathTree paths, Binning binning) {
    tree = paths.tree();
    left = new BinSet[tree.nodes()];
    for (int node = 0; node < left.length; node++) {
      if (!tree.isLeaf(node)) {
        left[node] = BinSet.left(binning, tree, node);
      }
    }
  }

  /**
   * The sets of a group: for a path feature the bins that take every edge on it, for a split those
   * that go left.
   */
  BinSet[] of(Group group) {
    BinSet[] sets = new BinSet[group.tests()];
    int node = 0;
    while (node != group.root()) {
      boolean goesLeft = group.root() < tree.right(node);
      BinSet edge = goesLeft ? left[node] : left[node].complement();
      int test = 0;
      while (group.feature(test) != tree.feature(node)) {
        test++;
      }
      BinSet before = sets[test];
      sets[test] = before == null ? edge : before.and(edge);
      node = goesLeft ? tree.left(node) : tree.right(node);
    }
    for (int test = group.pathTests(); test < sets.length; test++) {
      sets[test] = left[group.split(test)];
    }
    return sets;
  }
}
