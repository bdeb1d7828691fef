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
  }

  static NumberBaseline of(String name, double[] values) {
    NumericReference reference = NumericReference.of(name, values);
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    return new NumberBaseline(reference, sorted);
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
