// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * A per-record loss on the reference rows.
 *
 * @param mean its mean, in [0, 1]
 * @param deviation its sample standard deviation, ≥ 0
 * @param n how many rows, ≥ 1
 */
public record LossReference(double mean, double deviation, long n) {
  /** Checks the ranges. */
  public LossReference {
    if (!(mean >= 0 && mean <= 1) || !(deviation >= 0) || n < 1) {
      throw new IllegalArgumentException(
          "a loss needs 0 ≤ mean ≤ 1, deviation ≥ 0, n ≥ 1; found %s, %s, %d"
              .formatted(mean, deviation, n));
    }
  }

  /**
   * The reference of a loss.
   *
   * @param losses one per row, in [0, 1]
   * @return mean and sample deviation
   * @throws IllegalArgumentException when there are none
   */
  public static LossReference of(double[] losses) {
    if (losses.length == 0) {
      throw new IllegalArgumentException("a loss reference needs at least one row");
    }
    return new LossReference(Moments.mean(losses), Moments.sampleDeviation(losses), losses.length);
  }

  /**
   * How often something held, as the loss that is 1 where it does: 30 of 300 have the mean .1 and
   * the deviation √(.1 · .9) = .3.
   *
   * @param times how often
   * @param rows of how many, at least 1
   * @return mean and deviation
   */
  public static LossReference ofCount(long times, long rows) {
    double share = (double) times / rows;
    return new LossReference(share, Math.sqrt(share * (1 - share)), rows);
  }

  /** s / √n, how far the mean may be from the truth. */
  public double standardError() {
    return deviation / Math.sqrt(n);
  }
}
