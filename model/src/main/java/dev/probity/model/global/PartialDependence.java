// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.global;

import dev.probity.model.Ensemble;
import dev.probity.model.eval.Interval;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/**
 * What a model says of the same rows when one column takes one value after the other. One row's
 * line is its individual conditional expectation (ICE), the mean of all lines the partial
 * dependence (PDP). Where the column goes together with others, the changed rows may be such as do
 * not exist; {@link AccumulatedEffects} avoids that. Source: Friedman (2001), Greedy function
 * approximation; Goldstein et al. (2015), Peeking inside the black box.
 *
 * <p>One tree "x₀ &lt; 5 ? −1 : 1", another "x₁ &lt; 5 ? −2 : 2", rows (0, 0) and (0, 9), base
 * margin 0: at x₀ = 3 the lines are at −3 and 1, the mean at −1; at x₀ = 7 at −1 and 3, the mean at
 * 1.
 */
public final class PartialDependence {
  private static final int BLOCK = 256;

  private final float[] grid;
  private final double[][] lines;
  private final double[] means;

  private PartialDependence(float[] grid, double[][] lines) {
    this.grid = grid;
    this.lines = lines;
    this.means = new double[grid.length];
    for (int point = 0; point < grid.length; point++) {
      double sum = 0;
      for (double value : lines[point]) {
        sum += value;
      }
      means[point] = sum / lines[point].length;
    }
  }

  /**
   * Looks at a model.
   *
   * @param ensemble the trees
   * @param scale from margin to what is shown: the identity for log-odds, {@link
   *     Ensemble#probability} or a calibrator for probabilities
   * @param rows encoded rows, NaN = missing, such as a seeded sample of 2,000
   * @param count number of rows, at least 1
   * @param column which column is changed
   * @param grid the values it takes, at least one
   */
  public static PartialDependence of(
      Ensemble ensemble,
      DoubleUnaryOperator scale,
      float[] rows,
      int count,
      int column,
      float[] grid) {
    Objects.checkIndex(column, ensemble.features());
    if (count < 1 || grid.length < 1) {
      throw new IllegalArgumentException(
          count + " rows and " + grid.length + " points of the grid");
    }
    double[][] lines = new double[grid.length][];
    for (int point = 0; point < grid.length; point++) {
      lines[point] = margins(ensemble, rows, count, column, grid[point]);
      for (int row = 0; row < count; row++) {
        lines[point][row] = scale.applyAsDouble(lines[point][row]);
      }
    }
    return new PartialDependence(grid.clone(), lines);
  }

  /** Margins of the rows with one column replaced, block by block. */
  static double[] margins(Ensemble ensemble, float[] rows, int count, int column, float value) {
    int width = ensemble.features();
    Objects.checkFromIndexSize(0, Math.multiplyExact(count, width), rows.length);
    double[] margins = new double[count];
    double[] found = new double[BLOCK];
    float[] block = new float[BLOCK * width];
    for (int start = 0; start < count; start += BLOCK) {
      int size = Math.min(BLOCK, count - start);
      System.arraycopy(rows, start * width, block, 0, size * width);
      for (int row = 0; row < size; row++) {
        block[row * width + column] = value;
      }
      ensemble.margins(block, size, found);
      System.arraycopy(found, 0, margins, start, size);
    }
    return margins;
  }

  /** Number of points of the grid. */
  public int size() {
    return grid.length;
  }

  /** Number of rows. */
  public int n() {
    return lines[0].length;
  }

  /** A value the column took. */
  public float at(int point) {
    return grid[point];
  }

  /** Partial dependence: the mean of the lines at a point of the grid. */
  public double mean(int point) {
    return means[point];
  }

  /**
   * 95 % interval of the mean by the normal approximation, over the sampling of rows; the model is
   * taken as it is. Undefined for fewer than two rows.
   */
  public Interval interval(int point) {
    if (n() < 2) {
      return Interval.undefined();
    }
    double squares = 0;
    for (double value : lines[point]) {
      squares += (value - means[point]) * (value - means[point]);
    }
    double half = Interval.Z * Math.sqrt(squares / (n() - 1) / n());
    return new Interval(means[point] - half, means[point] + half);
  }

  /** Individual conditional expectation: one row's line at a point of the grid. */
  public double individual(int row, int point) {
    return lines[point][row];
  }
}
