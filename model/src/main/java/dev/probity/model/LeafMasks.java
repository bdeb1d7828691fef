// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The masks of up to 64 neighbouring leaves of a tree: per feature and bin, the leaves that the bin
 * leaves reachable (see {@link Scorer}). Bit i is the i-th of those leaves from the left. A tree of
 * more leaves is several such words; a row ends in one of them and reaches nothing in the others.
 */
final class LeafMasks {
  static final int LEAVES = Long.SIZE;

  private final int[] features;
  private final long[][] tables;
  private final double[] values;

  private LeafMasks(int[] features, long[][] tables, double[] values) {
    this.features = features;
    this.tables = tables;
    this.values = values;
  }

  /** The features that decide between the leaves, ascending; at least one. */
  int[] features() {
    return features;
  }

  /** Per feature of {@link #features} one mask per bin. */
  long[][] tables() {
    return tables;
  }

  /** Leaf values by bit, and 0 for "none of these leaves" behind the 64th. */
  double[] values() {
    return values;
  }

  /** How many words a tree takes. */
  static int words(Tree tree) {
    return (tree.leaves() + LEAVES - 1) / LEAVES;
  }

  /** Bytes the masks of a tree take at most. */
  static long bytes(Tree tree, Binning binning) {
    long bins = 0;
    for (int feature : tested(tree)) {
      bins += binning.bins(feature);
    }
    return Long.BYTES * bins * words(tree);
  }

  /**
   * The masks of a tree that has a split.
   *
   * @param word which 64 leaves
   */
  static LeafMasks of(Tree tree, Binning binning, int word) {
    int first = word * LEAVES;
    int[] tested = tested(tree);
    long all = range(first, tree.leaves(), first);
    long[][] masks = new long[tested.length][];
    for (int i = 0; i < tested.length; i++) {
      masks[i] = new long[binning.bins(tested[i])];
      Arrays.fill(masks[i], all);
    }
    int[] leaf = firstLeaf(tree);
    for (int node = 0; node < tree.nodes(); node++) {
      if (!tree.isLeaf(node)) {
        int place = Arrays.binarySearch(tested, tree.feature(node));
        exclude(tree, node, leaf, binning, masks[place], first);
      }
    }
    int[] deciding =
        IntStream.range(0, tested.length)
            .filter(i -> Arrays.stream(masks[i]).anyMatch(mask -> mask != all))
            .toArray();
    return new LeafMasks(
        Arrays.stream(deciding).map(i -> tested[i]).toArray(),
        Arrays.stream(deciding).mapToObj(i -> masks[i]).toArray(long[][]::new),
        values(tree, first));
  }

  private static void exclude(
      Tree tree, int node, int[] leaf, Binning binning, long[] table, int first) {
    int left = tree.left(node);
    int right = tree.right(node);
    int end = leaf[right] + leavesBelow(tree, right, leaf);
    long leftSide = range(leaf[left], leaf[right], first);
    long rightSide = range(leaf[right], end, first);
    for (int bin = 0; bin < table.length; bin++) {
      boolean goesLeft = tree.goesLeft(node, binning.representative(tree.feature(node), bin));
      table[bin] &= ~(goesLeft ? rightSide : leftSide);
    }
  }

  /** Bits of the leaves from … to − 1, as far as they are among the 64 from the first one on. */
  private static long range(int from, int to, int first) {
    int low = Math.clamp(from - first, 0, LEAVES);
    int high = Math.clamp(to - first, 0, LEAVES);
    return low == high ? 0 : (-1L >>> (LEAVES - (high - low))) << low;
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
    return IntStream.range(0, tree.nodes())
        .filter(node -> !tree.isLeaf(node))
        .map(tree::feature)
        .sorted()
        .distinct()
        .toArray();
  }

  private static double[] values(Tree tree, int first) {
    double[] values = new double[LEAVES + 1];
    int leaf = -first;
    for (int node = 0; node < tree.nodes(); node++) {
      if (tree.isLeaf(node)) {
        if (leaf >= 0 && leaf < LEAVES) {
          values[leaf] = tree.leafValue(node);
        }
        leaf++;
      }
    }
    return values;
  }
}
