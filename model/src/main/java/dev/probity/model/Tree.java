// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.Objects;

/**
 * One regression tree: parallel arrays in pre-order, so that a split's left child is the next node.
 * Built by {@link TreeBuilder}, immutable, shared between threads. Nodes are numbered from 0, the
 * root.
 *
 * <p>Rules of descent (XGBoost's): a missing value (NaN) goes to the node's own side; a number goes
 * left iff x &lt; threshold in float32; a category index goes right iff it is in the node's set,
 * and left when it is negative or beyond the set.
 */
public final class Tree {
  /** Category indexes are below this: float32 counts exactly only that far. */
  public static final int CATEGORY_LIMIT = 1 << 24;

  static final int LEAF = -1;

  private final int[] feature;
  private final int[] right;
  private final float[] value;
  private final boolean[] missingLeft;
  private final long[][] sets;
  private final float[] cover;
  private final int depth;
  private final int leaves;

  Tree(
      int[] feature,
      int[] right,
      float[] value,
      boolean[] missingLeft,
      long[][] sets,
      float[] cover,
      int depth) {
    this.feature = feature;
    this.right = right;
    this.value = value;
    this.missingLeft = missingLeft;
    this.sets = sets;
    this.cover = cover;
    this.depth = depth;
    this.leaves = (feature.length + 1) / 2;
  }

  /** Number of nodes, leaves included. */
  public int nodes() {
    return feature.length;
  }

  /** Number of leaves: always one more than splits. */
  public int leaves() {
    return leaves;
  }

  /** Largest number of splits on a path; 0 for a single leaf. */
  public int depth() {
    return depth;
  }

  /** Whether the node is a leaf. */
  public boolean isLeaf(int node) {
    return feature[node] == LEAF;
  }

  /** Whether the node splits by a category set. */
  public boolean isCategorical(int node) {
    return sets[node].length > 0;
  }

  /** Index of the feature a split tests. */
  public int feature(int node) {
    return feature[split(node)];
  }

  /** Threshold of a numeric split; 0 at a categorical one. */
  public float threshold(int node) {
    return value[split(node)];
  }

  /** What a leaf adds to the margin, learning rate applied. */
  public float leafValue(int node) {
    if (!isLeaf(node)) {
      throw new IllegalArgumentException("node " + node + " is a split, not a leaf");
    }
    return value[node];
  }

  /** Left child of a split. */
  public int left(int node) {
    return split(node) + 1;
  }

  /** Right child of a split. */
  public int right(int node) {
    return right[split(node)];
  }

  /** Whether a missing value goes left at a split. */
  public boolean missingLeft(int node) {
    return missingLeft[split(node)];
  }

  /** Weight of the training rows that reached the node. */
  public float cover(int node) {
    return cover[node];
  }

  /** Category indexes that go right at a categorical split, ascending; empty at a numeric one. */
  public int[] categories(int node) {
    long[] set = sets[split(node)];
    int count = 0;
    for (long word : set) {
      count += Long.bitCount(word);
    }
    int[] result = new int[count];
    int next = 0;
    for (int word = 0; word < set.length; word++) {
      for (long bits = set[word]; bits != 0; bits &= bits - 1) {
        result[next++] = (word << 6) + Long.numberOfTrailingZeros(bits);
      }
    }
    return result;
  }

  /**
   * Share of a node's cover that the path to a child keeps: child / parent in double; 0.5 when the
   * parent has none. Covers 8 (parent) and 2 (child) give 0.25. The two shares of a node need not
   * sum to 1, because covers are stored in float32; they are never renormalised.
   *
   * @param parent a split
   * @param child its left or right child
   * @return the share, at least 0
   */
  public double coverShare(int parent, int child) {
    double whole = cover[split(parent)];
    return whole > 0 ? cover[child] / whole : 0.5;
  }

  /**
   * Whether the row goes left at a split.
   *
   * @param node a split
   * @param rows values, NaN = missing
   * @param offset where the row starts in {@code rows}
   */
  public boolean goesLeft(int node, float[] rows, int offset) {
    return goesLeft(node, rows[offset + feature[node]]);
  }

  /**
   * Whether a value of the split's feature goes left.
   *
   * @param node a split
   * @param x the value, NaN = missing
   */
  public boolean goesLeft(int node, float x) {
    long[] set = sets[node];
    if (set.length > 0) {
      return Float.isNaN(x) ? missingLeft[node] : !contains(set, x);
    }
    float threshold = value[node];
    return x < threshold || (!(x >= threshold) && missingLeft[node]);
  }

  /**
   * The leaf a row ends in.
   *
   * @param rows values, NaN = missing
   * @param offset where the row starts in {@code rows}
   * @return node number of the leaf
   */
  public int leaf(float[] rows, int offset) {
    int node = 0;
    while (feature[node] != LEAF) {
      node = goesLeft(node, rows, offset) ? node + 1 : right[node];
    }
    return node;
  }

  float leafOf(float[] rows, int offset) {
    return value[leaf(rows, offset)];
  }

  /** Largest feature index tested plus one; 0 for a single leaf. */
  int featuresNeeded() {
    int needed = 0;
    for (int index : feature) {
      needed = Math.max(needed, index + 1);
    }
    return needed;
  }

  /** Marks the features split by thresholds and those split by category sets. */
  void markKinds(boolean[] numeric, boolean[] categorical) {
    for (int node = 0; node < feature.length; node++) {
      if (feature[node] != LEAF) {
        (sets[node].length > 0 ? categorical : numeric)[feature[node]] = true;
      }
    }
  }

  private static boolean contains(long[] set, float x) {
    if (!(x >= 0) || x >= (long) set.length << 6) {
      return false;
    }
    int category = (int) x;
    return (set[category >>> 6] >>> category & 1L) != 0;
  }

  private int split(int node) {
    if (feature[Objects.checkIndex(node, feature.length)] == LEAF) {
      throw new IllegalArgumentException("node " + node + " is a leaf, not a split");
    }
    return node;
  }
}
