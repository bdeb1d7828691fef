// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * The four cells of a binary decision against the truth: counts when labels are known, expected
 * counts (sums of calibrated probabilities) when they are not.
 *
 * @param truePositives decided positive and truly so, ≥ 0
 * @param falsePositives decided positive, truly negative, ≥ 0
 * @param falseNegatives decided negative, truly positive, ≥ 0
 * @param trueNegatives decided negative and truly so, ≥ 0
 */
public record DecisionCells(
    double truePositives, double falsePositives, double falseNegatives, double trueNegatives) {

  /** No cell may be negative or NaN; an expected count may be a hair below an integer. */
  public DecisionCells {
    if (!(truePositives >= 0)
        || !(falsePositives >= 0)
        || !(falseNegatives >= 0)
        || !(trueNegatives >= 0)) {
      throw new IllegalArgumentException("every confusion cell must be a number ≥ 0");
    }
  }

  /** All rows of the table. */
  public double total() {
    return truePositives + falsePositives + falseNegatives + trueNegatives;
  }

  /** Rows that are truly positive. */
  public double positives() {
    return truePositives + falseNegatives;
  }

  /** Rows decided positive. */
  public double selected() {
    return truePositives + falsePositives;
  }

  /**
   * A figure that needs the four cells only.
   *
   * <p>precision TP/(TP+FP), recall TP/(TP+FN), specificity TN/(TN+FP), F1 TP/(TP+(FP+FN)/2),
   * accuracy (TP+TN)/n (Powers 2011). Worked by hand: TP 8, FP 2, FN 4, TN 6 give precision .8,
   * recall 2/3, specificity .75, F1 8/11, accuracy .7.
   *
   * @param metric any but {@link PerformanceMetric#ROC_AUC}, which needs the scores' order
   * @return a value in [0, 1], NaN when the denominator is 0
   * @throws IllegalArgumentException for {@link PerformanceMetric#ROC_AUC}
   */
  public double value(PerformanceMetric metric) {
    return switch (metric) {
      case PRECISION -> truePositives / selected();
      case RECALL -> truePositives / positives();
      case SPECIFICITY -> trueNegatives / (trueNegatives + falsePositives);
      case F1 -> truePositives / (truePositives + (falsePositives + falseNegatives) / 2);
      case ACCURACY -> (truePositives + trueNegatives) / total();
      case ROC_AUC ->
          throw new IllegalArgumentException(
              "roc_auc needs the scores' order. Maybe RocCurve.area was meant");
    };
  }
}
