// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import dev.probity.model.ObservedValues;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A numeric column at training time: range, moments, Doane's bins for the divergences and 10,000
 * equal-width bins for the distribution function.
 */
public final class NumericReference implements ColumnReference {
  static final int FINE_BINS = 10_000;

  private final String name;
  private final long n;
  private final long missing;
  private final double mean;
  private final double deviation;
  private final UniformBins coarse;
  private final UniformBins fine;
  private final long[] coarseCounts;
  private final long[] fineCounts;

  NumericReference(
      String name,
      long missing,
      double mean,
      double deviation,
      UniformBins coarse,
      long[] coarseCounts,
      long[] fineCounts) {
    this.name = name;
    this.missing = missing;
    this.mean = mean;
    this.deviation = deviation;
    this.coarse = coarse;
    this.fine = new UniformBins(coarse.lower(), coarse.upper(), FINE_BINS);
    this.coarseCounts = coarseCounts.clone();
    this.fineCounts = fineCounts.clone();
    this.n = Arrays.stream(coarseCounts).sum();
    if (coarseCounts.length != coarse.count()
        || fineCounts.length != FINE_BINS
        || Arrays.stream(fineCounts).sum() != n
        || n == 0
        || !(deviation >= 0)
        || missing < 0) {
      throw new IllegalArgumentException(
          "column %s: coarse and fine counts must cover the same rows".formatted(name));
    }
  }

  /**
   * The reference of a column.
   *
   * <p>Number of coarse bins (Doane 1976, as NumPy has it): ⌈range / width⌉, width = range / (1 +
   * log2 n + log2(1 + |g|/s)), g the population skewness, s = √(6(n−2)/((n+1)(n+3))). Worked by
   * hand: 0, 1, …, 7 have no skewness, so 1 + log2 8 = 4 bins.
   *
   * @param name the column
   * @param values one per row, NaN = missing
   * @return the reference
   * @throws IllegalArgumentException when no row has a value or one is infinite
   */
  public static NumericReference of(String name, double[] values) {
    double[] known = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
    if (known.length == 0) {
      throw new IllegalArgumentException(
          "column %s has no value in the reference. Maybe it should not be monitored"
              .formatted(name));
    }
    double mean = Moments.mean(known);
    double deviation = Math.sqrt(Moments.squaresAround(known, mean) / known.length);
    double smallest = Arrays.stream(known).min().orElseThrow();
    double largest = Arrays.stream(known).max().orElseThrow();
    UniformBins coarse =
        UniformBins.over(smallest, largest, doaneBins(known, mean, deviation, largest - smallest));
    UniformBins fine = new UniformBins(coarse.lower(), coarse.upper(), FINE_BINS);
    return new NumericReference(
        name,
        values.length - known.length,
        mean,
        deviation,
        coarse,
        count(known, coarse),
        count(known, fine));
  }

  private static int doaneBins(double[] values, double mean, double deviation, double range) {
    int n = values.length;
    if (n < 3 || !(deviation > 0) || range == 0) {
      return 1;
    }
    double cubes = 0;
    for (double value : values) {
      double z = (value - mean) / deviation;
      cubes += z * z * z;
    }
    double skewness = cubes / n;
    double spread = Math.sqrt(6.0 * (n - 2) / ((n + 1.0) * (n + 3.0)));
    double width = range / (1 + log2(n) + log2(1 + Math.abs(skewness) / spread));
    return (int) Math.ceil(range / width);
  }

  private static double log2(double value) {
    return StrictMath.log(value) / StrictMath.log(2);
  }

  private static long[] count(double[] values, UniformBins bins) {
    long[] counts = new long[bins.count()];
    for (double value : values) {
      counts[bins.indexOf(value)]++;
    }
    return counts;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long n() {
    return n;
  }

  @Override
  public long missing() {
    return missing;
  }

  /** Mean of the known values. */
  public double mean() {
    return mean;
  }

  /** Population standard deviation of the known values. */
  public double deviation() {
    return deviation;
  }

  @Override
  public List<DriftMethod> methods() {
    return DriftMethod.numeric();
  }

  @Override
  public boolean accepts(double value) {
    return !Double.isInfinite(value);
  }

  /** Quantiles by the fine bins: at most 1/10,000 of the range away, towards the outside. */
  @Override
  public ObservedValues.Spread spread() {
    return new ObservedValues.Quantiles(
        fine.edge(binAt(.01)),
        fine.edge(binAt(.99) + 1),
        fine.edge(binAt(.75)) - fine.edge(binAt(.25)));
  }

  private int binAt(double quantile) {
    long rank = Math.max(1, (long) Math.ceil(quantile * n));
    int bin = 0;
    for (long seen = fineCounts[0]; seen < rank; seen += fineCounts[bin]) {
      bin++;
    }
    return bin;
  }

  /** The fine bins where the cells of the deciles begin; repeated ones and the ends left out. */
  int[] decileStarts() {
    return IntStream.range(1, 10)
        .map(tenth -> binAt(tenth / 10.0))
        .filter(bin -> bin > 0 && bin < FINE_BINS - 1)
        .distinct()
        .toArray();
  }

  /** The fine bins behind the one that holds a decile; repeated ones and the last left out. */
  int[] decileEnds() {
    return IntStream.range(1, 10)
        .map(tenth -> binAt(tenth / 10.0) + 1)
        .filter(bin -> bin < FINE_BINS)
        .distinct()
        .toArray();
  }

  @Override
  public NumericFold newFold() {
    return new NumericFold(this);
  }

  UniformBins coarse() {
    return coarse;
  }

  UniformBins fine() {
    return fine;
  }

  long coarseCount(int bin) {
    return coarseCounts[bin];
  }

  long fineCount(int bin) {
    return fineCounts[bin];
  }
}
