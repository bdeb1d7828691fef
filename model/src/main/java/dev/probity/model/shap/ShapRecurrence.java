// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import dev.probity.model.Ensemble;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Exact path-dependent TreeSHAP leaf by leaf, in double: the second, independent implementation
 * that {@link TreeShap} is held to, and its fallback for trees whose tables would be too large.
 * Every row walks all nodes of a tree once and carries one bit per unique path feature: whether all
 * tests of it so far hold. A leaf turns its bits into contributions ({@link Quadrature}). Missing
 * values, category sets, features repeated on a path and zero covers need no special case.
 *
 * <p>Cost per row: Σ leaves |D| · ⌈|D|/2⌉. Per row the order of additions is tree, leaf, path
 * feature; a row's result does not depend on the batch. Immutable, shared between threads. Source:
 * Lundberg et al. (2020), From local explanations to global understanding with explainable AI for
 * trees.
 */
public final class ShapRecurrence {
  private final int features;
  private final double baseValue;
  private final PathTree[] trees;
  private final LeafFormula formula;

  /**
   * Prepares an ensemble.
   *
   * @param ensemble the trees; at most 30 unique features on a path
   */
  public ShapRecurrence(Ensemble ensemble) {
    this(ensemble, PathTree.of(ensemble), new Quadrature());
  }

  /** Adds up some of an ensemble's trees by any formula. */
  ShapRecurrence(Ensemble ensemble, List<PathTree> trees, LeafFormula formula) {
    this.features = ensemble.features();
    this.trees = trees.toArray(PathTree[]::new);
    this.formula = formula;
    double expected = ensemble.baseMargin();
    for (PathTree tree : trees) {
      expected += tree.expected();
    }
    this.baseValue = expected;
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
    add(rows, 0, count, contributions, features, new int[mostNodes()], new double[room()]);
  }

  boolean isEmpty() {
    return trees.length == 0;
  }

  /** Length of the bits that {@link #add} needs. */
  int mostNodes() {
    return Arrays.stream(trees).mapToInt(PathTree::nodes).max().orElse(0);
  }

  /** Length of the work array that {@link #add} needs. */
  int room() {
    return formula.room(Arrays.stream(trees).mapToInt(PathTree::longestPath).max().orElse(0));
  }

  /**
   * Adds to rows of an explanation.
   *
   * @param from number of the first row, in {@code rows} and in {@code into}
   * @param width columns of {@code into}
   */
  void add(float[] rows, int from, int count, double[] into, int width, int[] bits, double[] work) {
    for (PathTree tree : trees) {
      for (int row = from; row < from + count; row++) {
        tree.walk(rows, row * features, bits);
        for (int node = 0; node < tree.nodes(); node++) {
          if (tree.isLeaf(node)) {
            add(tree.leaf(node), bits[node], into, row * width, work);
          }
        }
      }
    }
  }

  private void add(Leaf leaf, int bits, double[] into, int offset, double[] work) {
    formula.evaluate(leaf, bits & (1 << leaf.size()) - 1, work);
    for (int lane = 0; lane < formula.lanes(leaf); lane++) {
      into[offset + formula.column(leaf, lane)] += work[lane];
    }
  }
}
