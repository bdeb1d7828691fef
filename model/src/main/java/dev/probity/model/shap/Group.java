// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import java.util.Arrays;

/**
 * A bottom group of a tree: a subtree of height at most two together with the path that leads to
 * it. A row enters only through the outcome of the group's tests, one bit each: first one test per
 * unique feature of the path (all edges on that feature at once), then one per split inside, "goes
 * left".
 */
final class Group {
  private final PathTree tree;
  private final int root;

  /** Features of the tests: unique path features, then splits in pre-order. */
  private final int[] features;

  private final int pathTests;

  /** Nodes of the group's splits, in pre-order. */
  private final int[] splits;

  /** Nodes of the group's leaves, from the left. */
  private final int[] leaves;

  Group(PathTree tree, int root, int[] path, int[] splits, int[] leaves) {
    this.tree = tree;
    this.root = root;
    this.pathTests = path.length;
    this.splits = splits;
    this.leaves = leaves;
    this.features = Arrays.copyOf(path, path.length + splits.length);
    for (int k = 0; k < splits.length; k++) {
      features[pathTests + k] = tree.tree().feature(splits[k]);
    }
  }

  PathTree tree() {
    return tree;
  }

  /** The node the group starts at. */
  int root() {
    return root;
  }

  /** Number of tests. */
  int tests() {
    return features.length;
  }

  /** Number of tests on the path; the others are splits of the group. */
  int pathTests() {
    return pathTests;
  }

  /** Feature of a test. */
  int feature(int test) {
    return features[test];
  }

  /** Node of the split behind a test beyond the path's. */
  int split(int test) {
    return splits[test - pathTests];
  }

  int leaves() {
    return leaves.length;
  }

  Leaf leaf(int i) {
    return tree.leaf(leaves[i]);
  }

  /** Columns of an explanation that the group adds to, in order of first appearance. */
  int[] columns(LeafFormula formula) {
    int[] columns = new int[8];
    int size = 0;
    for (int node : leaves) {
      Leaf leaf = tree.leaf(node);
      for (int lane = 0; lane < formula.lanes(leaf); lane++) {
        int column = formula.column(leaf, lane);
        if (place(columns, size, column) == size) {
          columns = size < columns.length ? columns : Arrays.copyOf(columns, 2 * size);
          columns[size++] = column;
        }
      }
    }
    return Arrays.copyOf(columns, size);
  }

  /** Place of a column among the first {@code size}, or {@code size} if it is not there. */
  static int place(int[] columns, int size, int column) {
    int place = 0;
    while (place < size && columns[place] != column) {
      place++;
    }
    return place;
  }

  /**
   * Says when a row satisfies the features of a leaf: the i-th iff the outcomes of the tests in
   * {@code need[i]} are those in {@code want[i]}.
   */
  void needs(int leaf, int[] need, int[] want) {
    Leaf of = leaf(leaf);
    for (int i = 0; i < of.size(); i++) {
      int bit = i < pathTests ? 1 << i : 0;
      need[i] = bit;
      want[i] = bit;
    }
    int target = leaves[leaf];
    int node = root;
    while (node != target) {
      int test = pathTests + Arrays.binarySearch(splits, node);
      boolean left = target < tree.tree().right(node);
      int place = 0;
      while (of.feature(place) != features[test]) {
        place++;
      }
      need[place] |= 1 << test;
      want[place] |= left ? 1 << test : 0;
      node = left ? tree.tree().left(node) : tree.tree().right(node);
    }
  }
}
