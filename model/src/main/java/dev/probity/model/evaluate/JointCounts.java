// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import java.util.Arrays;

/** How a feature's cells (deciles or categories, and missing), scores and truths meet. */
final class JointCounts {
  private final long[][] positives;
  private final long[][] negatives;
  private final long[] totals;

  JointCounts(int cells, int bins) {
    positives = new long[cells][bins];
    negatives = new long[cells][bins];
    totals = new long[cells];
  }

  void add(int cell, int bin, boolean label) {
    (label ? positives : negatives)[cell][bin]++;
    totals[cell]++;
  }

  /**
   * How much more often each cell occurs in a window than here: share over share, 0 for a cell that
   * never occurred here.
   *
   * @param window rows per cell
   */
  double[] weights(long[] window) {
    double seen = Arrays.stream(window).sum();
    double known = Arrays.stream(totals).sum();
    double[] weights = new double[totals.length];
    for (int cell = 0; cell < weights.length; cell++) {
      weights[cell] = totals[cell] == 0 ? 0 : window[cell] / seen / (totals[cell] / known);
    }
    return weights;
  }

  /** Positives per score bin under weights per cell. */
  double[] positives(double[] weights) {
    return weighted(positives, weights);
  }

  /** Negatives per score bin under weights per cell. */
  double[] negatives(double[] weights) {
    return weighted(negatives, weights);
  }

  private static double[] weighted(long[][] counts, double[] weights) {
    double[] sums = new double[counts[0].length];
    for (int cell = 0; cell < counts.length; cell++) {
      for (int bin = 0; bin < sums.length; bin++) {
        sums[bin] += weights[cell] * counts[cell][bin];
      }
    }
    return sums;
  }
}
