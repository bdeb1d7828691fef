// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.NumericReference;
import java.util.Arrays;

/**
 * A column of numbers in the reference.
 *
 * <p>deviation: sample standard deviation; fourth: population fourth central moment; density: the
 * Gaussian kernel density at the median with bandwidth n^(−1/5) · deviation (Scott 1992), which the
 * sampling error of a median needs.
 */
final class NumberBaseline {
  /** From this size on, NannyML's distances are over bins. */
  private static final int BINNED_FROM = 10_000;

  private final NumericReference reference;
  private final double[] sorted;
  private final double deviation;
  private final double fourth;
  private final double median;
  private final double density;
  private final double[] deciles;
  private final long[] cellCounts;

  private NumberBaseline(NumericReference reference, double[] sorted) {
    this.reference = reference;
    this.sorted = sorted;
    double squares = 0;
    double fourths = 0;
    for (double value : sorted) {
      double square = (value - reference.mean()) * (value - reference.mean());
      squares += square;
      fourths += square * square;
    }
    this.deviation = Math.sqrt(squares / (sorted.length - 1));
    this.fourth = fourths / sorted.length;
    this.median = RawValues.median(sorted);
    this.density = density(sorted, median, deviation);
    this.deciles = deciles(sorted);
    this.cellCounts = new long[deciles.length + 1];
    for (double value : sorted) {
      cellCounts[cell(value)]++;
    }
  }

  static NumberBaseline of(String name, double[] values) {
    NumericReference reference = NumericReference.of(name, values);
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    return new NumberBaseline(reference, sorted);
  }

  /**
   * Distinct deciles by linear interpolation, without the outermost two: the bins there are open.
   */
  private static double[] deciles(double[] sorted) {
    double[] edges = new double[11];
    for (int i = 0; i <= 10; i++) {
      double rank = i / 10.0 * (sorted.length - 1);
      int low = (int) rank;
      int high = Math.min(sorted.length - 1, low + 1);
      edges[i] = sorted[low] + (rank - low) * (sorted[high] - sorted[low]);
    }
    double[] distinct = Arrays.stream(edges).distinct().toArray();
    return distinct.length < 3
        ? new double[0]
        : Arrays.copyOfRange(distinct, 1, distinct.length - 1);
  }

  /** Number of cells between deciles. */
  int cells() {
    return deciles.length + 1;
  }

  /** Rows per cell; not to be changed. */
  long[] cellCounts() {
    return cellCounts;
  }

  /** The cell of a value, closed on the left; {@link #cells()} for a missing one. */
  int cell(double value) {
    if (Double.isNaN(value)) {
      return cells();
    }
    int cell = 0;
    while (cell < deciles.length && value >= deciles[cell]) {
      cell++;
    }
    return cell;
  }

  private static double density(double[] values, double at, double deviation) {
    double width = deviation * Math.pow(values.length, -.2);
    double sum = 0;
    for (double value : values) {
      double z = (value - at) / width;
      sum += StrictMath.exp(-z * z / 2);
    }
    return sum / (values.length * width * Math.sqrt(2 * Math.PI));
  }

  NumericReference reference() {
    return reference;
  }

  boolean large() {
    return sorted.length >= BINNED_FROM;
  }

  /** Ascending; not to be changed. */
  double[] sorted() {
    return sorted;
  }

  boolean outside(double value) {
    return value < sorted[0] || value > sorted[sorted.length - 1];
  }

  double deviation() {
    return deviation;
  }

  double fourth() {
    return fourth;
  }

  double median() {
    return median;
  }

  double density() {
    return density;
  }
}
