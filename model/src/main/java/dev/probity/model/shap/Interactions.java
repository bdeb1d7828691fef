// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import dev.probity.model.Ensemble;
import java.util.List;

/**
 * Exact SHAP interaction values of an ensemble, in double: a row's contributions ({@link TreeShap})
 * split into main effects and pairs.
 *
 * <p>In the terms of {@link TreeShap}, for i ≠ j
 *
 * <p>φ_ij = Σ_trees Σ_leaves v · (o_i − z_i)(o_j − z_j) · Σ_{S ⊆ D∖{i,j}} |S|! (|D|−2−|S|)! / (2
 * (|D|−1)!) · Π_{k∈S} o_k · Π_{k∉S} z_k, and φ_ii = φ_i − Σ_{j≠i} φ_ij.
 *
 * <p>φ_ij = φ_ji is <b>half</b> of the pair's effect: the whole matrix, both triangles, sums to
 * margin − base value, and row i sums to φ_i. An explanation is the upper triangle with the
 * diagonal, row by row: F(F+1)/2 values, (0,0) (0,1) … (0,F−1) (1,1) …
 *
 * <p>By hand: the tree of {@link TreeShap} has φ_0 = φ_1 = ⅜; φ_01 = ½ · 1 · ½ · ½ = ⅛ and φ_00 =
 * φ_11 = ⅜ − ⅛ = ¼; ¼ + ¼ + 2 · ⅛ = 1 − ¼.
 *
 * <p>Immutable, shared between threads; a workspace belongs to one. A row's bits do not depend on
 * its batch. Source: Lundberg et al. (2020), SHAP interaction values.
 */
public final class Interactions {
  private final ShapEngine engine;
  private final double baseValue;

  /** Prepares an ensemble with the default table budget, {@link TreeShap#TABLE_BUDGET}. */
  public Interactions(Ensemble ensemble) {
    this(ensemble, TreeShap.TABLE_BUDGET);
  }

  /**
   * Prepares an ensemble.
   *
   * @param ensemble the trees; at most 30 unique features on a path
   * @param tableBudget bytes that tables may take, at least 0 (no tables)
   */
  public Interactions(Ensemble ensemble, long tableBudget) {
    List<PathTree> trees = PathTree.of(ensemble);
    int features = ensemble.features();
    PairEffects formula = new PairEffects(features);
    int columns = Math.toIntExact((long) features * (features + 1) / 2);
    engine = new ShapEngine(ensemble, trees, columns, formula, formula, tableBudget);
    double expected = ensemble.baseMargin();
    for (PathTree tree : trees) {
      expected += tree.expected();
    }
    baseValue = expected;
  }

  /** Length of a row. */
  public int features() {
    return engine.features();
  }

  /** Length of an explanation: F(F+1)/2. Eleven features give 66. */
  public int pairs() {
    return engine.columns();
  }

  /**
   * Where the pair of two features, in either order, stands in an explanation. Of eleven features,
   * (0, 0) is 0, (0, 10) is 10, (1, 1) is 11.
   */
  public int pair(int i, int j) {
    java.util.Objects.checkIndex(i, features());
    java.util.Objects.checkIndex(j, features());
    return PairEffects.column(features(), i, j);
  }

  /** Expected margin over the training rows, that of {@link TreeShap}. */
  public double baseValue() {
    return baseValue;
  }

  /** How many trees have tables; the others are computed leaf by leaf. */
  public int tabulatedTrees() {
    return engine.tabulatedTrees();
  }

  /** Memory for one thread's calls. */
  public ShapWorkspace workspace() {
    return engine.workspace();
  }

  /**
   * Explains many rows. Allocates nothing.
   *
   * @param rows values row by row, NaN = missing; at least {@code count · features} long
   * @param count number of rows
   * @param effects receives {@link #pairs} values per row, row by row
   * @param workspace made by this object
   */
  public void explain(float[] rows, int count, double[] effects, ShapWorkspace workspace) {
    engine.explain(rows, count, effects, workspace);
  }
}
