// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.List;

/**
 * Where a window's value may lie; a bound that does not exist is NaN.
 *
 * @param lower smallest value that is no breach, or NaN
 * @param upper largest value that is no breach, or NaN
 * @param windows how many reference windows the bounds come from; 0 for fixed bounds
 */
public record Limits(double lower, double upper, int windows) {
  /** Chance of a breach per window without any change, both sides together: that of 3 sigma. */
  private static final double BREACH_PROBABILITY = .0027;

  /** Bounds must be in order. */
  public Limits {
    if (lower > upper || windows < 0) {
      throw new IllegalArgumentException(
          "limits need lower ≤ upper and windows ≥ 0; found %s, %s, %d"
              .formatted(lower, upper, windows));
    }
  }

  /** No bounds at all. */
  public static Limits none() {
    return new Limits(Double.NaN, Double.NaN, 0);
  }

  /**
   * The bounds a metric's reference windows set.
   *
   * <p>Compat: mean ± 3 · population standard deviation (NannyML's StandardDeviationThreshold).
   * Ours: the prediction limit mean ± t(m−1; .99865) · s · √(1 + 1/m) with the sample standard
   * deviation s, because m windows do not know the deviation exactly: at m = 10 the plain rule
   * breaches in 2.39 % of quiet windows where .27 % is meant; a deviation of 0 widens to 1e-12 of
   * the mean. Worked by hand, compat: .1 and .3 give .2 ± .3.
   *
   * @param values one per reference window; NaN is left out
   * @param mode whose rule
   * @return both bounds; none when no value is left, or (ours) fewer than two
   */
  public static Limits ofReference(List<Double> values, MonitorMode mode) {
    double[] known =
        values.stream().mapToDouble(Double::doubleValue).filter(v -> !Double.isNaN(v)).toArray();
    int m = known.length;
    if (m == 0 || (m == 1 && mode == MonitorMode.PROBITY)) {
      return none();
    }
    double mean = Moments.mean(known);
    double squares = Moments.squaresAround(known, mean);
    double reach =
        switch (mode) {
          case COMPAT -> 3 * Math.sqrt(squares / m);
          case PROBITY ->
              Math.max(
                  Math.abs(mean) * 1e-12,
                  StudentT.quantile(1 - BREACH_PROBABILITY / 2, m - 1)
                      * Math.sqrt(squares / (m - 1))
                      * Math.sqrt(1 + 1.0 / m));
        };
    return new Limits(mean - reach, mean + reach, m);
  }

  /**
   * The same bounds, but never outside the metric's own range.
   *
   * @param smallest least possible value, or NaN
   * @param largest greatest possible value, or NaN
   * @return bounds within the range
   */
  public Limits clippedTo(double smallest, double largest) {
    return new Limits(
        lower <= smallest ? smallest : lower, upper >= largest ? largest : upper, windows);
  }

  /** The upper bound alone, as distances have it. */
  public Limits upperOnly() {
    return new Limits(Double.NaN, upper, windows);
  }

  /**
   * Whether a value lies strictly outside.
   *
   * @param value a window's value; NaN never breaches
   * @return true below lower or above upper; equality is no breach
   */
  public boolean breachedBy(double value) {
    return value < lower || value > upper;
  }

  /**
   * Whether a value is back inside with a margin, so that an alarm may end.
   *
   * @param value a window's value
   * @return true when the value is inside the bounds moved inwards by a tenth of their distance to
   *     the middle, or of a bound that stands alone; NaN is never clear
   */
  public boolean clearedBy(double value) {
    if (Double.isNaN(value)) {
      return false;
    }
    double shrink = (upper - lower) / 2 * .1;
    double bottom = Double.isNaN(upper) ? lower * 1.1 : lower + shrink;
    boolean low = Double.isNaN(lower) || value >= bottom;
    double top = Double.isNaN(lower) ? upper * .9 : upper - shrink;
    return low && (Double.isNaN(upper) || value <= top);
  }
}
