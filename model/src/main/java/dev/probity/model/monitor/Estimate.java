// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * A figure of a window that never travels alone: with its sampling error, band and limits.
 *
 * @param value in [0, 1], NaN when it does not exist
 * @param samplingError standard error by sampling alone, or NaN
 * @param lower value − 3 standard errors, at least 0, or NaN
 * @param upper value + 3 standard errors, at most 1, or NaN
 * @param limits where the value may lie
 */
public record Estimate(
    double value, double samplingError, double lower, double upper, Limits limits) {

  /**
   * A performance figure with the band of three standard errors, clipped to [0, 1].
   *
   * <p>Worked by hand: .9 with a deviation of .3 over 900 relevant rows: standard error .01, band
   * [.87, .93].
   *
   * @param value the figure
   * @param error the reference's sampling error component
   * @param n rows behind the figure
   * @param limits where it may lie
   * @return the figure with its band
   */
  public static Estimate of(double value, SamplingError error, long n, Limits limits) {
    double standard = error.over(n);
    double reach = SamplingError.BAND * standard;
    return new Estimate(
        value, standard, Math.max(0, value - reach), Math.min(1, value + reach), limits);
  }

  /** Whether the value lies strictly outside its limits. */
  public boolean breached() {
    return limits.breachedBy(value);
  }
}
