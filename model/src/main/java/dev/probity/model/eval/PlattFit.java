// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

import dev.probity.model.Calibrator;

/**
 * Platt scaling: the logistic curve through scores and labels with the least log-loss, labels
 * smoothed. Source: Platt (1999), Probabilistic outputs for support vector machines; Lin, Lin and
 * Weng (2007), A note on Platt's probabilistic outputs.
 */
public final class PlattFit {
  private static final double STEP = 1e-13;
  private static final double FLAT = 1e-14;
  private static final double NOISE = 1e-13;
  private static final int ITERATIONS = 200;

  private final ScoredRows rows;
  private final double ofPositive;
  private final double ofNegative;
  private double a;
  private double b;

  private PlattFit(ScoredRows rows) {
    this.rows = rows;
    double positives = rows.positiveWeight();
    double negatives = rows.negativeWeight();
    if (!(positives + negatives > 0)) {
      throw new IllegalArgumentException("every row has weight 0");
    }
    this.ofPositive = (positives + 1) / (positives + 2);
    this.ofNegative = 1 / (negatives + 2);
    this.b = StrictMath.log((negatives + 1) / (positives + 1));
  }

  /**
   * Fits p = 1 / (1 + exp(a · x + b)) to the targets (n₊ + 1)/(n₊ + 2) for positives and 1/(n₋ + 2)
   * for negatives, by Newton's method with halved steps, from a = 0 and b = ln((n₋ + 1)/(n₊ + 1)),
   * until a step is below 1e-13. Without the smoothed targets separable scores would have no best
   * slope. One positive at x = 1 and one negative at x = −1 have the targets 2/3 and 1/3: b = 0 and
   * 1/(1 + eᵃ) = 2/3, so a = −ln 2 = −0.6931. Where the best slope would turn the ranking around, a
   * is 0 and everybody gets the mean target.
   *
   * @param input what the scores are
   * @param rows scores, labels and weights
   */
  public static Calibrator.Platt fit(Calibrator.Input input, ScoredRows rows) {
    PlattFit fit = new PlattFit(rows);
    fit.descend();
    if (!(fit.a <= 0)) {
      fit.flatten();
    }
    return new Calibrator.Platt(input, fit.a, fit.b);
  }

  private void descend() {
    double loss = loss(a, b);
    for (int i = 0; i < ITERATIONS; i++) {
      double[] step = step();
      double scale = 1;
      double found = loss(a + step[0], b + step[1]);
      double rounding = NOISE * Math.abs(loss);
      while (found > loss + rounding && scale > STEP) {
        scale /= 2;
        found = loss(a + scale * step[0], b + scale * step[1]);
      }
      a += scale * step[0];
      b += scale * step[1];
      loss = found;
      if (Math.max(Math.abs(step[0]), Math.abs(step[1])) < STEP) {
        return;
      }
    }
  }

  /** −H⁻¹ g; only b moves where every score is the same. */
  private double[] step() {
    double ga = 0;
    double gb = 0;
    double haa = 0;
    double hab = 0;
    double hbb = 0;
    for (int i = 0; i < rows.size(); i++) {
      double x = rows.score(i);
      double w = rows.weight(i);
      double p = 1 / (1 + StrictMath.exp(a * x + b));
      double gap = w * (target(i) - p);
      double curve = w * p * (1 - p);
      ga += gap * x;
      gb += gap;
      haa += curve * x * x;
      hab += curve * x;
      hbb += curve;
    }
    double determinant = haa * hbb - hab * hab;
    if (determinant <= FLAT * haa * hbb) {
      return new double[] {0, hbb > 0 ? -gb / hbb : 0};
    }
    return new double[] {
      -(hbb * ga - hab * gb) / determinant, -(haa * gb - hab * ga) / determinant
    };
  }

  /** Log-loss in the form that neither overflows nor loses digits. */
  private double loss(double slope, double offset) {
    double sum = 0;
    for (int i = 0; i < rows.size(); i++) {
      double f = slope * rows.score(i) + offset;
      double t = target(i);
      sum +=
          rows.weight(i)
              * (f >= 0
                  ? t * f + StrictMath.log1p(StrictMath.exp(-f))
                  : (t - 1) * f + StrictMath.log1p(StrictMath.exp(f)));
    }
    return sum;
  }

  private void flatten() {
    double mean =
        (rows.positiveWeight() * ofPositive + rows.negativeWeight() * ofNegative)
            / rows.totalWeight();
    a = 0;
    b = StrictMath.log((1 - mean) / mean);
  }

  private double target(int i) {
    return rows.label(i) ? ofPositive : ofNegative;
  }
}
