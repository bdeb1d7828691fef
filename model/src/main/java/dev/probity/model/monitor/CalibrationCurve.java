// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import dev.probity.model.Calibrator;
import dev.probity.model.eval.IsotonicFit;
import dev.probity.model.eval.ScoredRows;
import java.util.Arrays;
import java.util.List;

/**
 * A monotone map from score to probability: linear between knots, constant outside, or the
 * identity. Linear pieces make the sum of calibrated values over a score bin an exact function of
 * the bin's count and score sum, as long as no knot lies inside the bin.
 */
public final class CalibrationCurve {
  private static final CalibrationCurve IDENTITY =
      new CalibrationCurve(new double[0], new double[0]);

  private final double[] scores;
  private final double[] probabilities;

  private CalibrationCurve(double[] scores, double[] probabilities) {
    this.scores = scores;
    this.probabilities = probabilities;
  }

  /** The curve that leaves every score as it is. */
  public static CalibrationCurve identity() {
    return IDENTITY;
  }

  /**
   * The curve through the given knots.
   *
   * @param scores strictly ascending, in [0, 1]; empty for the identity
   * @param probabilities one per score, not descending, in [0, 1]
   * @return the curve
   * @throws IllegalArgumentException when the knots are not such sequences
   */
  public static CalibrationCurve ofKnots(List<Double> scores, List<Double> probabilities) {
    if (scores.size() != probabilities.size()) {
      throw new IllegalArgumentException(
          "as many probabilities as scores: found %d and %d"
              .formatted(probabilities.size(), scores.size()));
    }
    double[] x = scores.stream().mapToDouble(Double::doubleValue).toArray();
    double[] y = probabilities.stream().mapToDouble(Double::doubleValue).toArray();
    for (int i = 0; i < x.length; i++) {
      boolean inside = x[i] >= 0 && x[i] <= 1 && y[i] >= 0 && y[i] <= 1;
      if (!inside || (i > 0 && (x[i] <= x[i - 1] || y[i] < y[i - 1]))) {
        throw new IllegalArgumentException(
            "knots must rise within [0, 1]; knot %d does not".formatted(i));
      }
    }
    return new CalibrationCurve(x, y);
  }

  /**
   * Isotonic regression of labels on scores, unclipped.
   *
   * <p>{@link IsotonicFit} on the scores. Worked by hand: scores .1 .2 .3 .4 with labels 0 1 0 1
   * pool .2 and .3 to one half: knots (.1, 0), (.2, .5), (.3, .5), (.4, 1).
   *
   * @param scores one per row, in [0, 1]
   * @param labels one per row
   * @return the fitted curve
   * @throws IllegalArgumentException when there are no rows or the lengths differ
   */
  public static CalibrationCurve fit(double[] scores, boolean[] labels) {
    Calibrator.Isotonic fitted =
        IsotonicFit.fit(Calibrator.Input.SCORE, ScoredRows.of(scores, labels), 0, 1);
    return new CalibrationCurve(fitted.x(), fitted.y());
  }

  /** Whether the curve leaves every score as it is. */
  public boolean isIdentity() {
    return scores.length == 0;
  }

  /** The knots' scores, ascending; empty for the identity. */
  public List<Double> knotScores() {
    return Arrays.stream(scores).boxed().toList();
  }

  /** The knots' probabilities, one per score. */
  public List<Double> knotProbabilities() {
    return Arrays.stream(probabilities).boxed().toList();
  }

  /**
   * The calibrated probability of a score: linear between the two knots around it, the first or
   * last knot's value outside.
   *
   * <p>Worked by hand: with knots (.2, .1) and (.4, .5), .3 maps to .3 and .1 to .1.
   *
   * @param score in [0, 1]
   * @return a probability in [0, 1]; NaN for NaN
   */
  public double apply(double score) {
    if (scores.length == 0 || Double.isNaN(score)) {
      return score;
    }
    int found = Arrays.binarySearch(scores, score);
    if (found >= 0) {
      return probabilities[found];
    }
    int right = -found - 1;
    if (right == 0) {
      return probabilities[0];
    }
    if (right == scores.length) {
      return probabilities[scores.length - 1];
    }
    double slope =
        (probabilities[right] - probabilities[right - 1]) / (scores[right] - scores[right - 1]);
    return probabilities[right - 1] + slope * (score - scores[right - 1]);
  }
}
