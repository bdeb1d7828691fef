// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import dev.probity.model.Ensemble;
import dev.probity.model.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tree together with what an explanation needs of its paths: every leaf's unique features and
 * cover shares, and for every split the place of its feature among the unique features of its path.
 */
final class PathTree {
  private static final int MAX_PATH = 30;

  private final int index;
  private final Tree tree;
  private final int[] right;
  private final int[] bit;
  private final Leaf[] leaves;

  PathTree(int index, Tree tree) {
    this.index = index;
    this.tree = tree;
    this.right = new int[tree.nodes()];
    this.bit = new int[tree.nodes()];
    this.leaves = new Leaf[tree.nodes()];
    descend(0, 0, new int[MAX_PATH], new double[MAX_PATH]);
  }

  static List<PathTree> of(Ensemble ensemble) {
    List<PathTree> paths = new ArrayList<>();
    for (Tree tree : ensemble.trees()) {
      paths.add(new PathTree(paths.size(), tree));
    }
    return paths;
  }

  int index() {
    return index;
  }

  Tree tree() {
    return tree;
  }

  int nodes() {
    return right.length;
  }

  boolean isLeaf(int node) {
    return right[node] == 0;
  }

  /** The leaf at a node that is one. */
  Leaf leaf(int node) {
    return leaves[node];
  }

  /** Most unique features of a path. */
  int longestPath() {
    int longest = 0;
    for (int node = 0; node < right.length; node++) {
      longest = Math.max(longest, isLeaf(node) ? leaves[node].size() : 0);
    }
    return longest;
  }

  /** Leaf values weighted by cover: what the tree adds to the base value. */
  double expected() {
    double sum = 0;
    for (int node = 0; node < right.length; node++) {
      sum += isLeaf(node) ? leaves[node].expected() : 0;
    }
    return sum;
  }

  /**
   * Finds, per node, which unique features of its path the row satisfies so far; bits beyond those
   * of the path are set.
   *
   * @param bits receives them; at least {@link #nodes} long
   */
  void walk(float[] rows, int offset, int[] bits) {
    bits[0] = -1;
    for (int node = 0; node < right.length; node++) {
      if (right[node] != 0) {
        int held = bits[node];
        int lost = held & ~bit[node];
        boolean left = tree.goesLeft(node, rows, offset);
        bits[node + 1] = left ? held : lost;
        bits[right[node]] = left ? lost : held;
      }
    }
  }

  private void descend(int node, int size, int[] path, double[] shares) {
    if (tree.isLeaf(node)) {
      leaves[node] =
          new Leaf(
              index,
              node,
              tree.leafValue(node),
              Arrays.copyOf(path, size),
              Arrays.copyOf(shares, size));
      return;
    }
    int place = 0;
    while (place < size && path[place] != tree.feature(node)) {
      place++;
    }
    if (place == MAX_PATH) {
      throw new IllegalArgumentException("a path tests more than " + MAX_PATH + " features");
    }
    right[node] = tree.right(node);
    bit[node] = 1 << place;
    double share = place < size ? shares[place] : 1;
    int below = Math.max(size, place + 1);
    path[place] = tree.feature(node);
    for (int child : new int[] {tree.left(node), tree.right(node)}) {
      path[place] = tree.feature(node);
      shares[place] = share * tree.coverShare(node, child);
      descend(child, below, path, shares);
    }
    shares[place] = share;
  }
}
