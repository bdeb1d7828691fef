// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import java.util.Arrays;

/** A column's values themselves, for distances that no bins give exactly; merging appends. */
final class RawValues {
  private double[] values = new double[16];
  private int size;

  void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value + 0.0;
  }

  void merge(RawValues other) {
    for (int i = 0; i < other.size; i++) {
      add(other.values[i]);
    }
  }

  int size() {
    return size;
  }

  double[] sorted() {
    double[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted;
  }

  /**
   * The largest gap between two empirical distribution functions (Smirnov 1939).
   *
   * <p>Worked by hand: 1, 2 against 2, 3: after 1 the gap is ½, after 2 it is ½.
   *
   * @param first ascending, not empty
   * @param second ascending, not empty
   */
  static double largestGap(double[] first, double[] second) {
    int i = 0;
    int j = 0;
    double largest = 0;
    while (i < first.length && j < second.length) {
      double value = Math.min(first[i], second[j]);
      while (i < first.length && first[i] == value) {
        i++;
      }
      while (j < second.length && second[j] == value) {
        j++;
      }
      largest = Math.max(largest, Math.abs((double) i / first.length - (double) j / second.length));
    }
    return largest;
  }

  /**
   * The area between two empirical distribution functions (Wasserstein's first distance).
   *
   * <p>Worked by hand: 0, 10 against 10, 10: half of the mass moves by 10, area 5.
   *
   * @param first ascending, not empty
   * @param second ascending, not empty
   */
  static double area(double[] first, double[] second) {
    int i = 0;
    int j = 0;
    double area = 0;
    double before = Math.min(first[0], second[0]);
    while (i < first.length || j < second.length) {
      double value =
          Math.min(
              i < first.length ? first[i] : Double.POSITIVE_INFINITY,
              j < second.length ? second[j] : Double.POSITIVE_INFINITY);
      double gap = Math.abs((double) i / first.length - (double) j / second.length);
      area += gap == 0 ? 0 : gap * (value - before);
      before = value;
      while (i < first.length && first[i] == value) {
        i++;
      }
      while (j < second.length && second[j] == value) {
        j++;
      }
    }
    return area;
  }

  /** The mean of the two middle values, NaN without any. */
  static double median(double[] ascending) {
    int n = ascending.length;
    return n == 0 ? Double.NaN : ascending[(n - 1) / 2] / 2 + ascending[n / 2] / 2;
  }
}
