// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * Reals held as {@code long} in units of 2^-40, so that sums do not depend on the order of their
 * terms. Floating sums do, and two partitions would then disagree in the last bits of a window.
 */
public final class FixedPoint {
  private static final double UNITS_PER_ONE = 0x1p40;

  /** Largest magnitude one value may have: 2^22, so that half of the range is left for the sum. */
  static final double MAX_MAGNITUDE = 0x1p22;

  private FixedPoint() {}

  /**
   * The nearest multiple of 2^-40, ties to even.
   *
   * <p>{@code round(value · 2^40)}; the error is at most 2^-41 ≈ 4.5e-13. Worked by hand: 0.5 is
   * 549,755,813,888 units.
   *
   * @param value a finite real of magnitude at most 2^22
   * @return the value in units of 2^-40
   * @throws IllegalArgumentException when the value is not finite or too large to be summed safely
   */
  public static long of(double value) {
    if (!(Math.abs(value) <= MAX_MAGNITUDE)) {
      throw new IllegalArgumentException(
          "a summand must be finite and at most 2^22 in magnitude. Maybe it was not scaled by its"
              + " reference range first");
    }
    return (long) Math.rint(value * UNITS_PER_ONE);
  }

  /**
   * The real a number of units stands for: {@code units / 2^40}. 549,755,813,888 units are 0.5.
   *
   * @param units a value or sum in units of 2^-40
   * @return the real, exact below 2^53 units, otherwise rounded to the nearest double
   */
  public static double toDouble(long units) {
    return units / UNITS_PER_ONE;
  }
}
