// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

/** Summaries of the precision–recall curve. */
public final class AveragePrecision {
  private AveragePrecision() {}

  /**
   * Σ (R_k − R_{k−1}) · P_k over the distinct scores in descending order. Scores .8 (positive), .4
   * (negative), .1 (positive): ½ · 1 + 0 + ½ · ⅔ = .8333. Source: scikit-learn,
   * average_precision_score.
   *
   * @param rows with at least one positive
   * @return a value in (0, 1]
   */
  public static double of(ScoredRows rows) {
    return sum(rows, false);
  }

  /**
   * Area under the same points and (recall 0, precision 1), by trapezoids: Σ (R_k − R_{k−1}) · (P_k
   * + P_{k−1})/2. The rows above: ½ · 1 + 0 + ½ · (½ + ⅔)/2 = .7917. Optimistic between points;
   * kept because it is often quoted.
   *
   * @param rows with at least one positive
   */
  public static double trapezoid(ScoredRows rows) {
    return sum(rows, true);
  }

  private static double sum(ScoredRows rows, boolean trapezoids) {
    double all = rows.positiveWeight();
    if (!(all > 0)) {
      throw new IllegalArgumentException("the metric needs positives");
    }
    double sum = 0;
    double found = 0;
    double taken = 0;
    double before = 1;
    for (int end = rows.size(); end > 0; ) {
      int start = end;
      double newlyFound = 0;
      while (start > 0 && rows.score(start - 1) == rows.score(end - 1)) {
        start--;
        taken += rows.weight(start);
        newlyFound += rows.label(start) ? rows.weight(start) : 0;
      }
      found += newlyFound;
      double precision = taken > 0 ? found / taken : before;
      sum += newlyFound / all * (trapezoids ? (precision + before) / 2 : precision);
      before = precision;
      end = start;
    }
    return sum;
  }
}
