// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.Arrays;
import java.util.List;

/**
 * What a release's explanations were like on its reference rows: per feature the quantiles of its
 * contribution, in log-odds, and its share of importance.
 */
public final class AttributionReference {
  /** Cells per feature, cut at the reference's quantiles. */
  public static final int CELLS = 32;

  private final List<String> features;
  private final double[][] cuts;
  private final long[][] counts;
  private final double[] shares;
  private final long n;

  private AttributionReference(
      List<String> features, double[][] cuts, long[][] counts, double[] shares, long n) {
    this.features = features;
    this.cuts = cuts;
    this.counts = counts;
    this.shares = shares;
    this.n = n;
  }

  /**
   * Freezes the explanations of reference rows.
   *
   * @param features names, in the model's order
   * @param rows one row of contributions per explanation, in log-odds, all finite
   * @return the reference
   * @throws IllegalArgumentException when there is no row, or one of another length
   */
  public static AttributionReference of(List<String> features, List<double[]> rows) {
    if (rows.isEmpty() || rows.stream().anyMatch(row -> row.length != features.size())) {
      throw new IllegalArgumentException(
          "a reference needs explanations, each of %d contributions; found %d explanations"
              .formatted(features.size(), rows.size()));
    }
    double[][] cuts = new double[features.size()][];
    for (int feature = 0; feature < cuts.length; feature++) {
      int column = feature;
      double[] sorted = rows.stream().mapToDouble(row -> row[column]).sorted().toArray();
      cuts[feature] = cuts(sorted);
    }
    AttributionReference empty =
        new AttributionReference(
            List.copyOf(features),
            cuts,
            new long[cuts.length][CELLS],
            new double[cuts.length],
            rows.size());
    AttributionFold fold = new AttributionFold(empty);
    rows.forEach(fold::add);
    for (int feature = 0; feature < cuts.length; feature++) {
      empty.shares[feature] = fold.share(feature);
      for (int cell = 0; cell < CELLS; cell++) {
        empty.counts[feature][cell] = fold.count(feature, cell);
      }
    }
    return empty;
  }

  /**
   * The values at ranks k n / 32, repeated ones included: the cells between equal cuts stay empty.
   */
  private static double[] cuts(double[] sorted) {
    double[] cuts = new double[CELLS - 1];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = sorted[(int) ((long) (i + 1) * sorted.length / CELLS)];
    }
    return cuts;
  }

  /** The features' names, in the model's order. */
  public List<String> features() {
    return features;
  }

  /** Explained reference rows. */
  public long n() {
    return n;
  }

  /** A feature's share of importance on the reference, in [0, 1]. */
  public double share(int feature) {
    return shares[feature];
  }

  long count(int feature, int cell) {
    return counts[feature][cell];
  }

  /** The cell of a contribution: how many cuts lie at or below it. */
  int cell(int feature, double contribution) {
    double[] edges = cuts[feature];
    int low = 0;
    int high = edges.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (edges[middle] <= contribution) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  boolean sameCells(AttributionReference other) {
    return features.equals(other.features) && Arrays.deepEquals(cuts, other.cuts);
  }
}
