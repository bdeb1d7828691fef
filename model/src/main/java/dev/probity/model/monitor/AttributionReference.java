// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a release's explanations were like on its reference rows: per feature the quantiles of its
 * contribution, in log-odds, and its share of importance.
 */
public final class AttributionReference {
  /** Cells per feature, cut at the reference's quantiles. */
  public static final int CELLS = 32;

  /** Stands for all features together; no name of a feature. */
  public static final String ALL = "";

  private final List<String> features;
  private final double[][] cuts;
  private final long[][] counts;
  private final double[] shares;
  private final long n;
  private final Map<String, List<Double>> windows;

  AttributionReference(
      List<String> features,
      double[][] cuts,
      long[][] counts,
      double[] shares,
      long n,
      Map<String, List<Double>> windows) {
    this.features = features;
    this.cuts = cuts;
    this.counts = counts;
    this.shares = shares;
    this.n = n;
    this.windows = Collections.unmodifiableMap(new LinkedHashMap<>(windows));
    boolean complete =
        cuts.length == features.size()
            && counts.length == cuts.length
            && shares.length == cuts.length
            && Arrays.stream(cuts).allMatch(of -> of.length == CELLS - 1)
            && Arrays.stream(counts).allMatch(of -> of.length == CELLS);
    if (!complete || n < 1) {
      throw new IllegalArgumentException(
          "explanations of a reference need cuts, counts and a share per feature, and rows");
    }
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
    return of(features, rows, rows.size());
  }

  /**
   * Freezes the explanations of reference rows, and how far windows of so many of them are from the
   * whole.
   *
   * @param features names, in the model's order
   * @param rows one row of contributions per explanation, in log-odds, all finite
   * @param windowRows rows per window, at least 1
   * @return the reference
   * @throws IllegalArgumentException when there is no row, or one of another length
   */
  public static AttributionReference of(
      List<String> features, List<double[]> rows, int windowRows) {
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
            rows.size(),
            Map.of());
    AttributionFold fold = new AttributionFold(empty);
    rows.forEach(fold::add);
    for (int feature = 0; feature < cuts.length; feature++) {
      empty.shares[feature] = fold.share(feature);
      for (int cell = 0; cell < CELLS; cell++) {
        empty.counts[feature][cell] = fold.count(feature, cell);
      }
    }
    return new AttributionReference(
        empty.features,
        cuts,
        empty.counts,
        empty.shares,
        empty.n,
        windows(empty, rows, windowRows));
  }

  private static Map<String, List<Double>> windows(
      AttributionReference whole, List<double[]> rows, int windowRows) {
    Map<String, List<Double>> windows = new LinkedHashMap<>();
    whole.features.forEach(feature -> windows.put(feature, new ArrayList<>()));
    windows.put(ALL, new ArrayList<>());
    for (int from = 0; from + windowRows <= rows.size(); from += windowRows) {
      AttributionFold fold = new AttributionFold(whole);
      rows.subList(from, from + windowRows).forEach(fold::add);
      for (int feature = 0; feature < whole.features.size(); feature++) {
        windows.getOrDefault(whole.features.get(feature), List.of()).add(fold.distance(feature));
      }
      windows.getOrDefault(ALL, List.of()).add(fold.totalVariation());
    }
    return windows;
  }

  /**
   * How far the reference's own windows were from the whole.
   *
   * @param feature a name, for {@link AttributionFold#distance}; {@link #ALL} for {@link
   *     AttributionFold#totalVariation}
   * @return a number per window, none when windows were not kept
   */
  public List<Double> windows(String feature) {
    return windows.getOrDefault(feature, List.of());
  }

  double[] cuts(int feature) {
    return cuts[feature].clone();
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
