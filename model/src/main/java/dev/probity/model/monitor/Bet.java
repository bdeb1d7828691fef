// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * What an {@link EProcess} tests: that the mean of x is at most m.
 *
 * @param mean m, the largest mean that is no harm
 * @param variance v0, a prior guess of the variance of x that keeps early bets small
 * @param largestStake the cap on l; with it no single record can ruin the capital
 */
public record Bet(double mean, double variance, double largestStake) {
  /** The .99 quantile of the normal distribution. */
  private static final double Z99 = 2.326;

  /** Prior variance of ±(y − p) for a calibrated p. */
  private static final double CALIBRATION_VARIANCE = .106;

  /** All three must be such numbers. */
  public Bet {
    if (!(mean >= 0 && mean < 1) || !(variance > 0) || !(largestStake > 0)) {
      throw new IllegalArgumentException(
          "a bet needs 0 ≤ mean < 1, variance > 0, stake > 0; found %s, %s, %s"
              .formatted(mean, variance, largestStake));
    }
  }

  /**
   * The bet that a loss in [0, 1] exceeds its reference mean by more than a tolerance.
   *
   * <p>m = mean + tolerance + 2.326 s / √n0: the last term pays for not knowing the mean exactly
   * and adds .01 to the error probability. v0 = max(m(1−m), .01), l ≤ .5/m. Worked by hand: mean
   * .05, s .2, n0 10,000, tolerance .005: m = .055 + .004652 = .059652.
   *
   * @param reference the loss on reference rows
   * @param tolerance growth of the mean that is still no harm, ≥ 0
   * @return the bet
   */
  public static Bet onLoss(LossReference reference, double tolerance) {
    double m = reference.mean() + tolerance + Z99 * reference.standardError();
    return new Bet(m, Math.max(m * (1 - m), .01), .5 / m);
  }

  /**
   * Whether a mean can exceed the reference's by more than a tolerance at all: mean + tolerance + 3
   * s / √n0 is below 1.
   *
   * @param reference the loss on reference rows
   * @param tolerance growth of the mean that is still no harm, ≥ 0
   */
  public static boolean isPossible(LossReference reference, double tolerance) {
    return reference.mean() + tolerance + 3 * reference.standardError() < 1;
  }

  /**
   * The bet that one direction of ±(y − p) has a mean above a tolerance.
   *
   * <p>Factor 1 + l(±(y−p) − τ), l ≤ .5, v0 = .106, which assumes nothing of the reference: a
   * calibrated model has mean 0.
   *
   * @param tolerance τ in (0, 1)
   * @return the bet
   */
  public static Bet onCalibration(double tolerance) {
    return new Bet(tolerance, CALIBRATION_VARIANCE, .5);
  }
}
