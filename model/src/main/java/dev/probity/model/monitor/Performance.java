// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * Performance of a window, expected from calibrated scores or counted from labels.
 *
 * <p>The expected figure (confidence-based performance estimation) is valid only while scores are
 * calibrated and P(y|x) stays what it was: it cannot see a change of meaning that moves no input.
 */
public final class Performance {
  private Performance() {}

  /**
   * The label-free estimate of a figure.
   *
   * <p>The figure's formula on {@link ScoreHistogram#expected}, or {@link RocCurve#expectedArea}.
   * NannyML 0.13.1 gives 0 where a denominator is 0; ours is NaN. Worked by hand: scores .9 and .2
   * decided 1 and 0 have an expected accuracy of (.9 + .8) / 2 = .85.
   *
   * @param metric the figure
   * @param histogram the rows
   * @param curve maps scores to probabilities
   * @param mode whose rule holds for a denominator of 0
   * @return in [0, 1], or NaN when there are no rows (or, in our mode, the denominator is 0)
   */
  public static double estimated(
      PerformanceMetric metric,
      ScoreHistogram histogram,
      CalibrationCurve curve,
      MonitorMode mode) {
    if (histogram.total() == 0) {
      return Double.NaN;
    }
    if (metric == PerformanceMetric.ROC_AUC) {
      return RocCurve.expectedArea(histogram, curve);
    }
    double value = histogram.expected(curve).value(metric);
    return switch (mode) {
      case COMPAT -> Double.isNaN(value) ? 0 : value;
      case PROBITY -> value;
    };
  }

  /**
   * The figure with the truth in place of the probability where it is known.
   *
   * <p>{@link ScoreHistogram#joint}, or {@link RocCurve#jointArea}: the estimate at maturity 0, the
   * realized figure at maturity 1.
   *
   * @param metric the figure
   * @param histogram the rows, labelled or not
   * @param curve maps scores to probabilities
   * @return in [0, 1], or NaN when there are no rows or the denominator is 0
   */
  public static double joint(
      PerformanceMetric metric, ScoreHistogram histogram, CalibrationCurve curve) {
    if (histogram.total() == 0) {
      return Double.NaN;
    }
    return metric == PerformanceMetric.ROC_AUC
        ? RocCurve.jointArea(histogram, curve)
        : histogram.joint(curve).value(metric);
  }

  /**
   * The figure on labelled rows.
   *
   * <p>NaN where NannyML has NaN: ROC AUC, F1, precision and recall when labels or decisions (ROC
   * AUC: labels) have one class only, specificity without true negatives or false positives. Worked
   * by hand: TP 8, FP 2, FN 4, TN 6 give accuracy .7.
   *
   * @param metric the figure
   * @param histogram the rows; only labelled ones count
   * @return in [0, 1] or NaN
   */
  public static double realized(PerformanceMetric metric, ScoreHistogram histogram) {
    DecisionCells cells = histogram.realized();
    boolean oneLabel = cells.positives() == 0 || cells.positives() == cells.total();
    boolean oneDecision = cells.selected() == 0 || cells.selected() == cells.total();
    return switch (metric) {
      case ROC_AUC -> oneLabel ? Double.NaN : RocCurve.realizedArea(histogram);
      case F1, PRECISION, RECALL -> oneLabel || oneDecision ? Double.NaN : cells.value(metric);
      case SPECIFICITY, ACCURACY -> cells.value(metric);
    };
  }
}
