// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import dev.probity.model.Ensemble;
import dev.probity.model.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Exact path-dependent TreeSHAP of an ensemble, in double. Every row walks all nodes of a tree once
 * and carries one bit per unique path feature: whether all tests of it so far hold. A leaf turns
 * its bits into contributions ({@link Leaf}). Missing values, category sets, features repeated on a
 * path and zero covers need no special case.
 *
 * <p>Bits: per row the order of additions is tree, leaf, path feature; a row's result does not
 * depend on the batch, nor on the table budget. Immutable, shared between threads. Source: Lundberg
 * et al. (2020), From local explanations to global understanding with explainable AI for trees.
 */
public final class ShapRecurrence {
  /** Bytes spent on leaf tables unless told otherwise. */
  public static final long TABLE_BUDGET = 64L << 20;

  private static final int MAX_TABLE = 10;
  private static final int MAX_PATH = 30;
  private static final int BLOCK = 256;

  private final int features;
  private final double baseValue;
  private final Part[] parts;
  private final int maxNodes;
  private final int maxPath;

  /** One tree laid out for the walk. */
  private static final class Part {
    private final Tree tree;
    private final int[] right;
    private final int[] bit;
    private final Leaf[] leaves;

    Part(Tree tree) {
      this.tree = tree;
      this.right = new int[tree.nodes()];
      this.bit = new int[tree.nodes()];
      this.leaves = new Leaf[tree.nodes()];
    }
  }

  /** Prepares an ensemble with the default table budget. */
  public ShapRecurrence(Ensemble ensemble) {
    this(ensemble, TABLE_BUDGET);
  }

  /**
   * Prepares an ensemble.
   *
   * @param ensemble the trees; at most 30 unique features on a path
   * @param tableBudget bytes to spend on leaf tables; changes speed, never a bit of a result
   */
  public ShapRecurrence(Ensemble ensemble, long tableBudget) {
    features = ensemble.features();
    List<Part> prepared = new ArrayList<>();
    for (Tree tree : ensemble.trees()) {
      Part part = new Part(tree);
      new Layout(part).descend(0, 0);
      prepared.add(part);
    }
    parts = prepared.toArray(Part[]::new);
    maxNodes = ensemble.trees().stream().mapToInt(Tree::nodes).max().orElse(0);
    Leaf[] all =
        prepared.stream()
            .flatMap(part -> Arrays.stream(part.leaves))
            .filter(Objects::nonNull)
            .toArray(Leaf[]::new);
    maxPath = Arrays.stream(all).mapToInt(Leaf::size).max().orElse(0);
    double expected = ensemble.baseMargin();
    for (Leaf leaf : all) {
      expected += leaf.expected();
    }
    baseValue = expected;
    fillTables(all, tableBudget);
  }

  private static void fillTables(Leaf[] leaves, long budget) {
    long[] bytes = new long[MAX_TABLE + 1];
    for (Leaf leaf : leaves) {
      if (leaf.size() <= MAX_TABLE) {
        bytes[leaf.size()] += leaf.tableBytes();
      }
    }
    long left = budget;
    for (int size = 1; size <= MAX_TABLE && bytes[size] <= left; size++) {
      left -= bytes[size];
      for (Leaf leaf : leaves) {
        if (leaf.size() == size) {
          leaf.fillTable();
        }
      }
    }
  }

  /** Length of a row and of its contributions. */
  public int features() {
    return features;
  }

  /**
   * Expected margin over the training rows: base margin + Σ leaves v · Π z. A tree that splits its
   * cover 1 : 3 into leaves 1 and −1 adds 0.25 − 0.75 = −0.5.
   */
  public double baseValue() {
    return baseValue;
  }

  /**
   * Explains one row: contributions that sum, with the base value, to its margin.
   *
   * @param row one value per feature, NaN = missing
   */
  public Attribution explain(float[] row) {
    if (row.length != features) {
      throw new IllegalArgumentException(
          "row has " + row.length + " values, the ensemble needs " + features);
    }
    double[] contributions = new double[features];
    explain(row, 1, contributions);
    return new Attribution(baseValue, contributions);
  }

  /**
   * Explains many rows; each gets the bits it would get alone.
   *
   * @param rows values row by row, NaN = missing; at least {@code count · features} long
   * @param count number of rows
   * @param contributions receives one contribution per value, row by row
   */
  public void explain(float[] rows, int count, double[] contributions) {
    int length = Math.multiplyExact(count, features);
    Objects.checkFromIndexSize(0, length, rows.length);
    Objects.checkFromIndexSize(0, length, contributions.length);
    Arrays.fill(contributions, 0, length, 0.0);
    int[] bits = new int[maxNodes];
    double[] scratch = new double[Leaf.scratch(maxPath)];
    for (int start = 0; start < count; start += BLOCK) {
      int end = Math.min(count, start + BLOCK);
      for (Part part : parts) {
        for (int row = start; row < end; row++) {
          walk(part, rows, row * features, contributions, bits, scratch);
        }
      }
    }
  }

  private static void walk(
      Part part, float[] rows, int offset, double[] into, int[] bits, double[] scratch) {
    int[] right = part.right;
    bits[0] = -1;
    for (int node = 0; node < right.length; node++) {
      int held = bits[node];
      if (right[node] == 0) {
        part.leaves[node].add(held, into, offset, scratch);
        continue;
      }
      int lost = held & ~part.bit[node];
      boolean left = part.tree.goesLeft(node, rows, offset);
      bits[node + 1] = left ? held : lost;
      bits[right[node]] = left ? lost : held;
    }
  }

  /** Lays one tree out, carrying the unique features of the path and their cover shares. */
  private static final class Layout {
    private final Part part;
    private final int[] path = new int[MAX_PATH];
    private final double[] shares = new double[MAX_PATH];

    Layout(Part part) {
      this.part = part;
    }

    void descend(int node, int size) {
      Tree tree = part.tree;
      if (tree.isLeaf(node)) {
        part.leaves[node] =
            new Leaf(tree.leafValue(node), Arrays.copyOf(path, size), Arrays.copyOf(shares, size));
        return;
      }
      int place = 0;
      while (place < size && path[place] != tree.feature(node)) {
        place++;
      }
      if (place == MAX_PATH) {
        throw new IllegalArgumentException("a path tests more than " + MAX_PATH + " features");
      }
      part.right[node] = tree.right(node);
      part.bit[node] = 1 << place;
      double share = place < size ? shares[place] : 1;
      int below = Math.max(size, place + 1);
      path[place] = tree.feature(node);
      for (int child : new int[] {tree.left(node), tree.right(node)}) {
        path[place] = tree.feature(node);
        shares[place] = share * tree.coverShare(node, child);
        descend(child, below);
      }
      shares[place] = share;
    }
  }
}
