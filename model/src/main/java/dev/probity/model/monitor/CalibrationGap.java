// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import dev.probity.model.eval.Interval;

/** How far probabilities are from what came true, on the labelled rows of a window. */
public final class CalibrationGap {
  private static final int TENTHS = 10;

  private CalibrationGap() {}

  /**
   * Expected calibration error over ten stretches of about equal count, by the score bins: Σ
   * (rows/n) |mean p − mean y|. Rows of one score bin stay together.
   *
   * <p>Worked by hand: all scores .5 and half of them positive: 0; all positive: .5.
   *
   * @param histogram the rows; only labelled ones count
   * @param curve maps scores to probabilities
   * @return in [0, 1], NaN without labels
   */
  public static double error(ScoreHistogram histogram, CalibrationCurve curve) {
    long all = histogram.totalLabelled();
    double sum = 0;
    double gap = 0;
    long seen = 0;
    int closed = 0;
    for (int bin = 0; bin < histogram.bins().count(); bin++) {
      gap += gap(histogram, bin, curve);
      seen += histogram.labelled(bin, false) + histogram.labelled(bin, true);
      int stretch = all == 0 ? 0 : (int) (seen * TENTHS / all);
      if (stretch > closed) {
        sum += Math.abs(gap);
        gap = 0;
        closed = stretch;
      }
    }
    return sum / all;
  }

  /** Positives minus expected positives among the labelled rows of a bin. */
  private static double gap(ScoreHistogram histogram, int bin, CalibrationCurve curve) {
    double gap = 0;
    for (boolean decision : new boolean[] {false, true}) {
      long labelled = histogram.labelled(bin, decision);
      if (labelled > 0) {
        double mean =
            histogram.probabilitySum(bin, decision, curve) / histogram.rows(bin, decision);
        gap += histogram.positives(bin, decision) - labelled * mean;
      }
    }
    return gap;
  }

  /**
   * Mean of truth minus probability with its 95 % interval ± 1.96 √(Σ p(1−p))/n.
   *
   * <p>Worked by hand: 100 rows of .5, 60 positive: .1 ± 1.96 · √25/100 = [.002, .198].
   *
   * @param histogram the rows; only labelled ones count
   * @param curve maps scores to probabilities
   * @return in [−1, 1]; insufficient without labels
   */
  public static GroupFigure mean(ScoreHistogram histogram, CalibrationCurve curve) {
    long n = histogram.totalLabelled();
    if (n == 0) {
      return GroupFigure.insufficient(0);
    }
    double gap = 0;
    double variance = 0;
    for (int bin = 0; bin < histogram.bins().count(); bin++) {
      gap += gap(histogram, bin, curve);
      for (boolean decision : new boolean[] {false, true}) {
        long rows = histogram.rows(bin, decision);
        if (rows > 0) {
          double p = histogram.probabilitySum(bin, decision, curve) / rows;
          variance += histogram.labelled(bin, decision) * p * (1 - p);
        }
      }
    }
    double reach = Interval.Z * Math.sqrt(variance) / n;
    return new GroupFigure(gap / n, gap / n - reach, gap / n + reach, n, Evidence.OK);
  }
}
