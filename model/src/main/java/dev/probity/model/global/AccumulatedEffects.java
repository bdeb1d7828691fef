// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.global;

import dev.probity.model.Ensemble;
import java.util.Arrays;
import java.util.Objects;

/**
 * Accumulated local effects (ALE) of one numeric column, in log-odds: in each interval between two
 * neighbouring edges, the mean change of the margin when the rows whose value lies in it are moved
 * from its lower to its upper edge; summed from left to right, and shifted so that the mean over
 * the rows is 0. Rows are moved only within their own interval, so that no row becomes one that
 * does not exist. Rows without a value take no part. Source: Apley and Zhu (2020), Visualizing the
 * effects of predictor variables in black box supervised learning models.
 *
 * <p>Edges 0, 5, 10, one tree "x &lt; 3 ? −1 : 1", rows 1, 2, 7, 9: moving 1 and 2 from 0 to 5 adds
 * 2 each, moving 7 and 9 from 5 to 10 adds nothing. Accumulated: 0, 2, 2. The mean over the rows is
 * 2/4 · (0 + 2)/2 + 2/4 · (2 + 2)/2 = 1.5, so the effects are −1.5, 0.5, 0.5.
 */
public final class AccumulatedEffects {
  private final float[] edges;
  private final double[] effects;
  private final int[] counts;

  private AccumulatedEffects(float[] edges, double[] effects, int[] counts) {
    this.edges = edges;
    this.effects = effects;
    this.counts = counts;
  }

  /**
   * Looks at a model.
   *
   * @param ensemble the trees
   * @param rows encoded rows, NaN = missing
   * @param count number of rows
   * @param column a numeric column
   * @param edges strictly ascending, at least two, such as {@link Grid#quantiles}; the first
   *     interval is closed, the others are open on the left; rows outside take no part
   */
  public static AccumulatedEffects of(
      Ensemble ensemble, float[] rows, int count, int column, float[] edges) {
    Objects.checkIndex(column, ensemble.features());
    requireAscending(edges);
    double[] sums = new double[edges.length];
    int[] counts = new int[edges.length - 1];
    int[] interval = new int[count];
    for (int row = 0; row < count; row++) {
      interval[row] = interval(rows[row * ensemble.features() + column], edges);
      if (interval[row] >= 0) {
        counts[interval[row]]++;
      }
    }
    for (int k = 0; k < counts.length; k++) {
      float[] members = members(ensemble, rows, interval, k, counts[k]);
      double[] low = PartialDependence.margins(ensemble, members, counts[k], column, edges[k]);
      double[] high = PartialDependence.margins(ensemble, members, counts[k], column, edges[k + 1]);
      double sum = 0;
      for (int i = 0; i < low.length; i++) {
        sum += high[i] - low[i];
      }
      sums[k + 1] = sums[k] + (counts[k] > 0 ? sum / counts[k] : 0);
    }
    return new AccumulatedEffects(edges.clone(), centred(sums, counts), counts);
  }

  private static void requireAscending(float[] edges) {
    for (int i = 1; i < edges.length; i++) {
      if (!(edges[i] > edges[i - 1])) {
        throw new IllegalArgumentException("edge " + i + " does not ascend");
      }
    }
    if (edges.length < 2) {
      throw new IllegalArgumentException(
          "edges must be at least two. Maybe the column has one value only");
    }
  }

  private static int interval(float value, float[] edges) {
    if (!(value >= edges[0]) || value > edges[edges.length - 1]) {
      return -1;
    }
    int found = Arrays.binarySearch(edges, value + 0.0f);
    int above = found >= 0 ? found : -found - 1;
    return Math.max(0, above - 1);
  }

  private static float[] members(
      Ensemble ensemble, float[] rows, int[] interval, int wanted, int count) {
    int width = ensemble.features();
    float[] members = new float[count * width];
    int next = 0;
    for (int row = 0; row < interval.length; row++) {
      if (interval[row] == wanted) {
        System.arraycopy(rows, row * width, members, width * next++, width);
      }
    }
    return members;
  }

  private static double[] centred(double[] sums, int[] counts) {
    double mean = 0;
    long all = 0;
    for (int k = 0; k < counts.length; k++) {
      mean += counts[k] * (sums[k] + sums[k + 1]) / 2;
      all += counts[k];
    }
    double[] centred = new double[sums.length];
    for (int k = 0; k < sums.length; k++) {
      centred[k] = sums[k] - (all > 0 ? mean / all : 0);
    }
    return centred;
  }

  /** Number of edges. */
  public int size() {
    return edges.length;
  }

  /** An edge. */
  public float at(int edge) {
    return edges[edge];
  }

  /** The effect at an edge, in log-odds, relative to the mean over the rows. */
  public double effect(int edge) {
    return effects[edge];
  }

  /** Rows in the interval between an edge and the next one. */
  public int rows(int interval) {
    return counts[interval];
  }
}
