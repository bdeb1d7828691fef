// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import dev.probity.model.Binning;
import dev.probity.model.Ensemble;
import java.util.List;

/**
 * Exact path-dependent TreeSHAP of an ensemble, in double: what each feature adds to a row's
 * margin, in the margin's unit (log-odds for a logistic objective).
 *
 * <p>Terms: the value function v(S) of a tree follows the row at splits on features in S and
 * averages both sides by cover elsewhere. For a leaf of value v, D are the unique features on its
 * path, z_f the product of the cover shares of the path's edges that test f, and o_f = 1 iff the
 * row satisfies all of them, else 0. Then
 *
 * <p>φ_j = Σ_trees Σ_leaves v · (o_j − z_j) · Σ_{S ⊆ D∖{j}} |S|! (|D|−1−|S|)! / |D|! · Π_{i∈S} o_i
 * · Π_{i∉S} z_i, and base value + Σ_j φ_j = margin, within 1e-9 · max(1, |margin|).
 *
 * <p>By hand: one tree "x₀ &lt; 5 and x₁ &lt; 5 → 1, else 0" with covers 8 → 4 → 2 has base value
 * ¼. A row that satisfies both: v(∅) = ¼, v({0}) = v({1}) = ½, v({0, 1}) = 1, so φ_0 = φ_1 = ½ · (½
 * − ¼) + ½ · (1 − ½) = ⅜, and ¼ + ⅜ + ⅜ = 1.
 *
 * <p>How: a leaf's part depends on the row only through its bits o, so sums over bottom groups of
 * leaves are tabulated once and explaining is table look-up ({@code ShapTables}). Tables cost
 * memory: trees get them in ascending order of bytes (ties by index) until the budget is spent, the
 * rest is computed leaf by leaf ({@link ShapRecurrence}). Both are exact; they may differ in the
 * last bits, so the budget belongs to the configuration that an explanation is reproduced under.
 * Given the budget, a row's bits depend on the row alone, not on its batch. Missing values,
 * category sets, features repeated on a path and splits without cover are all included.
 *
 * <p>Immutable, shared between threads; a workspace belongs to one. Source: Lundberg et al. (2020),
 * From local explanations to global understanding with explainable AI for trees, Nature Machine
 * Intelligence 2, Algorithm 2 (the values; the tables are Probity's own).
 */
public final class TreeShap {
  /** Bytes that tables may take unless told otherwise: 64 MiB. */
  public static final long TABLE_BUDGET = 64L << 20;

  private final ShapEngine engine;
  private final double baseValue;

  /** Prepares an ensemble with the default table budget. */
  public TreeShap(Ensemble ensemble) {
    this(ensemble, TABLE_BUDGET);
  }

  /**
   * Prepares an ensemble.
   *
   * @param ensemble the trees; at most 30 unique features on a path
   * @param tableBudget bytes that tables may take, at least 0 (no tables)
   */
  public TreeShap(Ensemble ensemble, long tableBudget) {
    List<PathTree> trees = PathTree.of(ensemble);
    engine =
        new ShapEngine(
            ensemble, trees, ensemble.features(), new Polynomial(), new Quadrature(), tableBudget);
    double expected = ensemble.baseMargin();
    for (PathTree tree : trees) {
      expected += tree.expected();
    }
    baseValue = expected;
  }

  /** Length of a row and of its contributions. */
  public int features() {
    return engine.features();
  }

  /**
   * Expected margin over the training rows: base margin + Σ leaves v · Π z. A tree that splits its
   * cover 1 : 3 into leaves 1 and −1 adds 0.25 − 0.75 = −0.5.
   */
  public double baseValue() {
    return baseValue;
  }

  /** How many trees have tables; the others are computed leaf by leaf. */
  public int tabulatedTrees() {
    return engine.tabulatedTrees();
  }

  /** Bytes of the tables as the budget counts them. */
  public long tableBytes() {
    return engine.tableBytes();
  }

  /**
   * Bytes that the tables of all trees would take, without building them: what an ensemble costs to
   * explain. One tree of depth 4 over 5 numeric features takes up to four tables of 2⁵ rows and 5
   * columns, 5,120 bytes.
   *
   * @param ensemble the trees; at most 30 unique features on a path
   */
  public static long tableBytes(Ensemble ensemble) {
    Binning binning = new Binning(ensemble);
    LeafFormula formula = new Polynomial();
    return PathTree.of(ensemble).stream()
        .mapToLong(tree -> ShapTables.bytes(tree, binning, formula))
        .sum();
  }

  /** Memory for one thread's calls. */
  public ShapWorkspace workspace() {
    return engine.workspace();
  }

  /**
   * Explains one row: contributions that sum, with the base value, to its margin.
   *
   * @param row one value per feature, NaN = missing
   */
  public Attribution explain(float[] row) {
    if (row.length != features()) {
      throw new IllegalArgumentException(
          "row has " + row.length + " values, the ensemble needs " + features());
    }
    double[] contributions = new double[features()];
    explain(row, 1, contributions, workspace());
    return new Attribution(baseValue, contributions);
  }

  /**
   * Explains many rows; each gets the bits it would get alone. Allocates nothing.
   *
   * @param rows values row by row, NaN = missing; at least {@code count · features} long
   * @param count number of rows
   * @param contributions receives one contribution per value, row by row
   * @param workspace made by this explainer
   */
  public void explain(float[] rows, int count, double[] contributions, ShapWorkspace workspace) {
    engine.explain(rows, count, contributions, workspace);
  }
}
