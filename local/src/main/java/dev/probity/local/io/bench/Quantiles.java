// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import java.util.Arrays;

/**
 * Two quantiles of measured times, by nearest rank: of the sorted times x₁ … xₙ the one at ⌈q·n⌉.
 * Of 1, 2, 3 and 4 ms the median is 2 ms and the 99th percentile 4 ms.
 *
 * @param n how many times were measured
 * @param p50 median, ms; NaN when nothing was measured
 * @param p99 99th percentile, ms; NaN when nothing was measured
 */
record Quantiles(int n, double p50, double p99) {

  /** Of times in nanoseconds; negative ones were not measured and are left out. */
  static Quantiles ofNanos(long[] nanos) {
    long[] sorted = Arrays.stream(nanos).filter(one -> one >= 0).sorted().toArray();
    return new Quantiles(sorted.length, at(sorted, .5), at(sorted, .99));
  }

  private static double at(long[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
  }
}
