// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * Equal-width bins over a closed range, closed on the left, the last one on both sides; edges as
 * NumPy's linspace has them.
 *
 * @param lower the smallest value inside
 * @param upper the largest value inside
 * @param count how many bins
 */
record UniformBins(double lower, double upper, int count) {
  static final int BELOW = -1;
  static final int ABOVE = -2;

  UniformBins {
    if (!(lower < upper) || Double.isInfinite(upper - lower) || count < 1) {
      throw new IllegalArgumentException(
          "bins need finite lower < upper and count ≥ 1; found count %d".formatted(count));
    }
  }

  /** A constant has no range: it gets half a unit (or half its size) to both sides. */
  static UniformBins over(double smallest, double largest, int count) {
    if (smallest < largest) {
      return new UniformBins(smallest, largest, count);
    }
    double reach = Math.max(.5, Math.abs(smallest) / 2);
    return new UniformBins(smallest - reach, largest + reach, count);
  }

  double width() {
    return (upper - lower) / count;
  }

  double edge(int index) {
    return index == count ? upper : lower + index * width();
  }

  /** The bin, or BELOW, or ABOVE. The first guess is corrected against the edges themselves. */
  int indexOf(double value) {
    if (value < lower) {
      return BELOW;
    }
    if (value > upper) {
      return ABOVE;
    }
    int index = Math.min(count - 1, (int) ((value - lower) / (upper - lower) * count));
    while (index > 0 && value < edge(index)) {
      index--;
    }
    while (index < count - 1 && value >= edge(index + 1)) {
      index++;
    }
    return index;
  }
}
