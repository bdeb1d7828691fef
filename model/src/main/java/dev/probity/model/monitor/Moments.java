// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/** Two-pass sums over values that are all at hand. */
final class Moments {
  private Moments() {}

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  static double squaresAround(double[] values, double mean) {
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum;
  }

  /** Sample standard deviation, 0 for fewer than two values. */
  static double sampleDeviation(double[] values) {
    return values.length < 2
        ? 0
        : Math.sqrt(squaresAround(values, mean(values)) / (values.length - 1));
  }
}
