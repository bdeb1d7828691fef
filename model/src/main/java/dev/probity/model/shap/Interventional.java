// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import dev.probity.model.Ensemble;
import java.util.List;

/**
 * Exact interventional SHAP of an ensemble against a background set, in double: contributions whose
 * base value is the mean margin of given rows, not of the training rows.
 *
 * <p>The value function v(S) is the mean, over the background rows b, of the margin of a row that
 * takes the explained row's values on S and b's values elsewhere; covers play no part. For one leaf
 * of value v and one b, with P the path features that only the row satisfies and Q those that only
 * b satisfies (if a feature is satisfied by neither, the leaf adds nothing),
 *
 * <p>φ_i = v · (|P|−1)! |Q|! / (|P|+|Q|)! for i ∈ P and φ_i = −v · |P|! (|Q|−1)! / (|P|+|Q|)! for i
 * ∈ Q; contributions are sums over trees and leaves and means over b. base value + Σ φ = margin.
 *
 * <p>By hand: the tree of {@link TreeShap}, a row that satisfies both tests, one b that satisfies
 * neither: base value 0, P = {0, 1}, φ_0 = φ_1 = 1 · 1! 0! / 2! = ½.
 *
 * <p>These numbers answer another question than {@link TreeShap}'s; label them "interventional" and
 * never mix both. Immutable, shared between threads; a workspace belongs to one. A row's bits do
 * not depend on its batch. Source: Lundberg et al. (2020), interventional TreeSHAP (Independent
 * TreeSHAP).
 */
public final class Interventional {
  /** The name of the method, as explanations carry it. */
  public static final String METHOD = "interventional";

  private final ShapEngine engine;
  private final double baseValue;

  /**
   * Prepares an ensemble with the default table budget, {@link TreeShap#TABLE_BUDGET}.
   *
   * @param ensemble the trees; at most 30 unique features on a path
   * @param background rows to compare with, row by row, NaN = missing
   * @param count number of background rows, at least 1
   */
  public Interventional(Ensemble ensemble, float[] background, int count) {
    this(ensemble, background, count, TreeShap.TABLE_BUDGET);
  }

  /**
   * Prepares an ensemble.
   *
   * @param ensemble the trees; at most 30 unique features on a path
   * @param background rows to compare with, row by row, NaN = missing
   * @param count number of background rows, at least 1
   * @param tableBudget bytes that tables may take, at least 0 (no tables)
   */
  public Interventional(Ensemble ensemble, float[] background, int count, long tableBudget) {
    int features = ensemble.features();
    if (count < 1 || background.length < Math.multiplyExact(count, features)) {
      throw new IllegalArgumentException(
          "expected at least one background row of "
              + features
              + " values, "
              + count
              + " rows, found "
              + background.length
              + " values");
    }
    List<PathTree> trees = PathTree.of(ensemble);
    BackgroundMeans formula = new BackgroundMeans(trees, background, count, features);
    engine = new ShapEngine(ensemble, trees, features, formula, formula, tableBudget);
    double[] margins = new double[count];
    ensemble.margins(background, count, margins);
    double sum = 0;
    for (double margin : margins) {
      sum += margin;
    }
    baseValue = sum / count;
  }

  /** Length of a row and of its contributions. */
  public int features() {
    return engine.features();
  }

  /** Mean margin of the background rows. Margins 0.5 and −0.25 give 0.125. */
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
   * @param contributions receives one contribution per value, row by row
   * @param workspace made by this object
   */
  public void explain(float[] rows, int count, double[] contributions, ShapWorkspace workspace) {
    engine.explain(rows, count, contributions, workspace);
  }
}
