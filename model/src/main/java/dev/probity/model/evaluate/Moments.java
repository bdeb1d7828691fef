// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

/** Number, sum, and sums of the first two powers around a centre: mergeable, without rounding. */
final class Moments {
  private final double centre;
  private final ExactSum sum = new ExactSum();
  private final ExactSum offsets = new ExactSum();
  private final ExactSum squares = new ExactSum();
  private long n;

  /** Around a centre close to the mean, so that the squares stay small. */
  Moments(double centre) {
    this.centre = centre;
  }

  void add(double value) {
    n++;
    sum.add(value);
    double offset = finite(value - centre);
    offsets.add(offset);
    squares.add(finite(offset * offset));
  }

  private static double finite(double value) {
    return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
  }

  void merge(Moments other) {
    n += other.n;
    sum.merge(other.sum);
    offsets.merge(other.offsets);
    squares.merge(other.squares);
  }

  long n() {
    return n;
  }

  /** Σ x, NaN without values. */
  double sum() {
    return n == 0 ? Double.NaN : sum.value();
  }

  /** Σ x / n, NaN without values. */
  double mean() {
    return sum() / n;
  }

  /** Sample deviation (n − 1), NaN for fewer than two values. */
  double deviation() {
    if (n < 2) {
      return Double.NaN;
    }
    double shift = offsets.value();
    return Math.sqrt(Math.max(0, squares.value() - shift * (shift / n)) / (n - 1));
  }
}
