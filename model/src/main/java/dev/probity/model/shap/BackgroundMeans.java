// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import java.util.Arrays;
import java.util.List;

/**
 * The interventional Shapley value of one leaf: the mean over background rows b of the game in
 * which a feature outside the coalition takes b's value. With the row's bits o and b's bits o′ on
 * the leaf's path, let P = {o = 1, o′ = 0} and Q = {o = 0, o′ = 1}. If some feature has neither,
 * nobody reaches the leaf and it adds nothing; else
 *
 * <p>φ_i = v · (|P|−1)! |Q|! / (|P|+|Q|)! for i ∈ P, φ_i = −v · |P|! (|Q|−1)! / (|P|+|Q|)! for i ∈
 * Q.
 *
 * <p>The background enters only through how often each leaf sees each pattern o′, so it is counted
 * once. Row satisfies both features of a leaf of 8, b satisfies the first only: P holds the second,
 * which gets 8 · 0! 0! / 1! = 8. Source: Lundberg et al. (2020), interventional TreeSHAP.
 */
final class BackgroundMeans implements LeafFormula {
  private static final long MAX_PATTERNS = 1L << 26;
  private static final double[] FACTORIALS = factorials();

  private final int[][][] patterns;
  private final double[][][] shares;

  /**
   * Counts the patterns of a background set.
   *
   * @param trees all trees of the ensemble
   * @param rows background rows
   * @param count number of rows, at least 1
   */
  BackgroundMeans(List<PathTree> trees, float[] rows, int count, int features) {
    patterns = new int[trees.size()][][];
    shares = new double[trees.size()][][];
    for (PathTree tree : trees) {
      count(tree, rows, count, features);
    }
  }

  private void count(PathTree tree, float[] rows, int count, int features) {
    int nodes = tree.nodes();
    if ((long) nodes * count > MAX_PATTERNS) {
      throw new IllegalArgumentException(
          count
              + " background rows are too many for a tree of "
              + nodes
              + " nodes. Maybe draw fewer of them");
    }
    int[][] seen = new int[nodes][count];
    int[] bits = new int[nodes];
    for (int row = 0; row < count; row++) {
      tree.walk(rows, row * features, bits);
      for (int node = 0; node < nodes; node++) {
        if (tree.isLeaf(node)) {
          seen[node][row] = bits[node] & (1 << tree.leaf(node).size()) - 1;
        }
      }
    }
    patterns[tree.index()] = new int[nodes][];
    shares[tree.index()] = new double[nodes][];
    for (int node = 0; node < nodes; node++) {
      if (tree.isLeaf(node)) {
        summarise(tree.index(), node, seen[node]);
      }
    }
  }

  private void summarise(int tree, int node, int[] seen) {
    int[] distinct = Arrays.stream(seen).sorted().distinct().toArray();
    int[] counts = new int[distinct.length];
    for (int pattern : seen) {
      counts[Arrays.binarySearch(distinct, pattern)]++;
    }
    patterns[tree][node] = distinct;
    shares[tree][node] = Arrays.stream(counts).mapToDouble(n -> (double) n / seen.length).toArray();
  }

  @Override
  public int lanes(Leaf leaf) {
    return leaf.size();
  }

  @Override
  public int column(Leaf leaf, int lane) {
    return leaf.feature(lane);
  }

  @Override
  public int room(int size) {
    return size;
  }

  @Override
  public void evaluate(Leaf leaf, int bits, double[] work) {
    int size = leaf.size();
    int all = (1 << size) - 1;
    int[] seen = patterns[leaf.tree()][leaf.node()];
    double[] share = shares[leaf.tree()][leaf.node()];
    Arrays.fill(work, 0, size, 0);
    for (int k = 0; k < seen.length; k++) {
      int others = seen[k];
      if ((bits | others) == all) {
        add(bits & ~others, others & ~bits, leaf.value() * share[k], work);
      }
    }
  }

  private static void add(int gained, int lost, double value, double[] work) {
    int p = Integer.bitCount(gained);
    int q = Integer.bitCount(lost);
    if (p > 0) {
      double each = value * (FACTORIALS[p - 1] * FACTORIALS[q] / FACTORIALS[p + q]);
      for (int rest = gained; rest != 0; rest &= rest - 1) {
        work[Integer.numberOfTrailingZeros(rest)] += each;
      }
    }
    if (q > 0) {
      double each = value * (FACTORIALS[p] * FACTORIALS[q - 1] / FACTORIALS[p + q]);
      for (int rest = lost; rest != 0; rest &= rest - 1) {
        work[Integer.numberOfTrailingZeros(rest)] -= each;
      }
    }
  }

  private static double[] factorials() {
    double[] factorials = new double[32];
    factorials[0] = 1;
    for (int n = 1; n < factorials.length; n++) {
      factorials[n] = n * factorials[n - 1];
    }
    return factorials;
  }
}
