// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The partition of [0, 1] that score histograms count in: 1,024 equal bins refined by a calibration
 * curve's knots, closed on the left, the last one closed on both sides.
 */
public final class ScoreBins {
  private static final int UNIFORM = 1_024;

  private final double[] edges;
  private final int[] firstBinOfCell;

  private ScoreBins(double[] edges) {
    this.edges = edges;
    this.firstBinOfCell = new int[UNIFORM + 1];
    int bin = 0;
    for (int cell = 0; cell < UNIFORM; cell++) {
      while (edges[bin + 1] <= (double) cell / UNIFORM) {
        bin++;
      }
      firstBinOfCell[cell] = bin;
    }
    firstBinOfCell[UNIFORM] = edges.length - 2;
  }

  /**
   * The bins for a curve: no knot lies inside a bin.
   *
   * @param curve whose knots refine the equal bins
   * @return the bins
   */
  public static ScoreBins refinedBy(CalibrationCurve curve) {
    return refinedBy(List.of(curve));
  }

  /**
   * The bins for several curves: no knot of any lies inside a bin.
   *
   * @param curves whose knots refine the equal bins
   * @return the bins
   */
  public static ScoreBins refinedBy(List<CalibrationCurve> curves) {
    DoubleStream uniform = DoubleStream.iterate(0, i -> i <= UNIFORM, i -> i + 1);
    // Adding zero turns -0.0 into 0.0, which distinct() would keep apart.
    DoubleStream knots =
        curves.stream()
            .flatMap(curve -> curve.knotScores().stream())
            .mapToDouble(knot -> knot + 0.0);
    return new ScoreBins(
        DoubleStream.concat(uniform.map(i -> i / UNIFORM), knots).sorted().distinct().toArray());
  }

  /** How many bins there are. */
  public int count() {
    return edges.length - 1;
  }

  /**
   * The bin of a score: the largest i with edge(i) ≤ score, the last bin for 1.
   *
   * <p>Worked by hand: without knots 0.5 lies in bin 512 and 1 in bin 1,023.
   *
   * @param score in [0, 1]
   * @return an index from 0 to count() − 1
   * @throws IllegalArgumentException when the score is outside [0, 1] or NaN
   */
  public int indexOf(double score) {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException(
          "a score must lie in [0, 1]. Maybe a margin was passed in place of a probability");
    }
    int bin = firstBinOfCell[(int) (score * UNIFORM)];
    while (bin < edges.length - 2 && edges[bin + 1] <= score) {
      bin++;
    }
    return bin;
  }

  /** Where a bin begins; of {@link #count()} the end of the last. */
  double edge(int bin) {
    return edges[bin];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoreBins bins && Arrays.equals(edges, bins.edges);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(edges);
  }
}
