// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

/**
 * Count, sum and sum of squares of what records added.
 *
 * @param n how many
 * @param sum their sum
 * @param squares the sum of their squares
 */
public record Tally(long n, double sum, double squares) {
  /** Nothing. */
  public static final Tally EMPTY = new Tally(0, 0, 0);

  Tally plus(double x) {
    return new Tally(n + 1, sum + x, squares + x * x);
  }

  Tally plus(Tally other) {
    return new Tally(n + other.n, sum + other.sum, squares + other.squares);
  }

  /** The mean, NaN for nothing. */
  public double mean() {
    return sum / n;
  }

  /** Standard error of the mean: √((Σx²/n − mean²) / (n − 1)); 0, 1 give .5. */
  public double standardError() {
    return Math.sqrt(Math.max(0, squares / n - mean() * mean()) / (n - 1));
  }
}
