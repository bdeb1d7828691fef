// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * Mean and scatter of a window's reconstruction errors: whole numbers, so that merging is exact.
 */
public final class ErrorSums {
  /** What lies farther out counts as this far, so that no row stops a sum. */
  private static final double FARTHEST = 0x1p10;

  private long n;
  private long sum;
  private long squares;

  ErrorSums() {}

  void add(double error) {
    double near = Math.min(FARTHEST, error);
    n++;
    sum = plus(sum, FixedPoint.of(near));
    squares = plus(squares, FixedPoint.of(near * near));
  }

  /** Stops at the largest sum, in any order. */
  private static long plus(long sum, long units) {
    return sum > Long.MAX_VALUE - units ? Long.MAX_VALUE : sum + units;
  }

  void merge(ErrorSums other) {
    n += other.n;
    sum = plus(sum, other.sum);
    squares = plus(squares, other.squares);
  }

  void write(FoldOutput out) {
    out.whole(n).whole(sum).whole(squares);
  }

  /** Adds sums that {@link #write} wrote. */
  void add(FoldInput in) {
    n += in.count();
    sum = plus(sum, in.count());
    squares = plus(squares, in.count());
  }

  /** Rows whose error was measured; 0 when the reference has no components. */
  public long n() {
    return n;
  }

  /** Mean error. Worked by hand: 1 and 3 have the mean 2. NaN without rows. */
  public double mean() {
    return FixedPoint.toDouble(sum) / n;
  }

  /**
   * The mean's standard error, √(Σ(e − ē)² / (n − 1) / n). Worked by hand: 1 and 3 have 1.
   *
   * @return at least 0, NaN for fewer than two rows
   */
  public double error() {
    double around = FixedPoint.toDouble(squares) - n * mean() * mean();
    return n < 2 ? Double.NaN : Math.sqrt(Math.max(0, around) / (n - 1) / n);
  }
}
