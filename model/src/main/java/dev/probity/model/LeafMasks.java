// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.Arrays;

/**
 * The masks of one tree of at most 64 leaves: per feature it tests and per bin, the leaves that the
 * bin leaves reachable (see {@link Scorer}). Bit i is the i-th leaf from the left.
 */
final class LeafMasks {
  static final int MAX_LEAVES = Long.SIZE;

  private final int[] features;
  private final long[][] tables;

  private LeafMasks(int[] features, long[][] tables) {
    this.features = features;
    this.tables = tables;
  }

  /** The features the tree tests, ascending. */
  int[] features() {
    return features;
  }

  /** Per feature of {@link #features} one mask per bin. */
  long[][] tables() {
    return tables;
  }

  /** Bytes the masks of a tree take. */
  static long bytes(Tree tree, Binning binning) {
    long bins = 0;
    for (int feature : tested(tree)) {
      bins += binning.bins(feature);
    }
    return Long.BYTES * bins;
  }

  static LeafMasks of(Tree tree, Binning binning) {
    int[] features = tested(tree);
    long[][] tables = new long[features.length][];
    for (int i = 0; i < features.length; i++) {
      tables[i] = new long[binning.bins(features[i])];
      Arrays.fill(tables[i], -1L >>> (MAX_LEAVES - tree.leaves()));
    }
    int[] leaf = firstLeaf(tree);
    for (int node = 0; node < tree.nodes(); node++) {
      if (!tree.isLeaf(node)) {
        int feature = tree.feature(node);
        exclude(tree, node, leaf, binning, tables[Arrays.binarySearch(features, feature)]);
      }
    }
    return new LeafMasks(features, tables);
  }

  private static void exclude(Tree tree, int node, int[] leaf, Binning binning, long[] table) {
    int left = tree.left(node);
    int right = tree.right(node);
    int end = leaf[right] + leavesBelow(tree, right, leaf);
    long leftSide = range(leaf[left], leaf[right]);
    long rightSide = range(leaf[right], end);
    for (int bin = 0; bin < table.length; bin++) {
      boolean goesLeft = tree.goesLeft(node, binning.representative(tree.feature(node), bin));
      table[bin] &= ~(goesLeft ? rightSide : leftSide);
    }
  }

  /** Bits from (inclusive) to (exclusive). */
  private static long range(int from, int to) {
    return (-1L >>> (MAX_LEAVES - (to - from))) << from;
  }

  /** Per node the number of leaves to the left of its subtree. */
  private static int[] firstLeaf(Tree tree) {
    int[] first = new int[tree.nodes()];
    int leaves = 0;
    for (int node = 0; node < first.length; node++) {
      first[node] = leaves;
      leaves += tree.isLeaf(node) ? 1 : 0;
    }
    return first;
  }

  private static int leavesBelow(Tree tree, int node, int[] leaf) {
    int last = node;
    while (!tree.isLeaf(last)) {
      last = tree.right(last);
    }
    return leaf[last] + 1 - leaf[node];
  }

  private static int[] tested(Tree tree) {
    return java.util.stream.IntStream.range(0, tree.nodes())
        .filter(node -> !tree.isLeaf(node))
        .map(tree::feature)
        .sorted()
        .distinct()
        .toArray();
  }

  /** Leaf values from the left, in double. */
  static double[] values(Tree tree) {
    double[] values = new double[tree.leaves()];
    int size = 0;
    for (int node = 0; node < tree.nodes(); node++) {
      if (tree.isLeaf(node)) {
        values[size++] = tree.leafValue(node);
      }
    }
    return values;
  }
}
