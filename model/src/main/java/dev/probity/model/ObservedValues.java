// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What values the features took at training time: what-if answers name no others. Quantiles are
 * values that occurred: the one at rank ⌈q · n⌉ of the n known values, from 1.
 */
public final class ObservedValues {
  /** Share of training rows from which a category is common enough to be named. */
  public static final double LEAST_SHARE = 0.005;

  private static final double LOW = 0.01;
  private static final double HIGH = 0.99;

  private final List<Spread> spreads;
  private final float @Nullable [] rows;

  private ObservedValues(List<Spread> spreads, float @Nullable [] rows) {
    this.spreads = List.copyOf(spreads);
    this.rows = rows;
  }

  /** Where the values of one feature lie. */
  public sealed interface Spread {}

  /**
   * Values of a number.
   *
   * @param low 1st percentile
   * @param high 99th percentile
   * @param quartiles distance from the 25th to the 75th percentile; the unit of a change's cost
   */
  public record Quantiles(double low, double high, double quartiles) implements Spread {
    /** Checks the order. */
    public Quantiles {
      if (!(low <= high) || !(quartiles >= 0) || Double.isInfinite(high - low)) {
        throw new IllegalArgumentException(
            "quantiles [" + low + ", " + high + "], distance of quartiles " + quartiles);
      }
    }

    /** The distance of the quartiles; that of the percentiles where it is 0, else 1. */
    double unit() {
      return quartiles > 0 ? quartiles : high > low ? high - low : 1;
    }
  }

  /**
   * Categories that at least 0.5 % of the rows have.
   *
   * @param indexes of the encoder's list, ascending
   */
  public record Common(List<Integer> indexes) implements Spread {
    /** Copies. */
    public Common {
      indexes = List.copyOf(indexes);
    }
  }

  /**
   * Spreads found elsewhere, such as in a release's monitoring reference. Whether two values
   * occurred together is then unknown.
   *
   * @param spreads one per feature, in column order
   */
  public static ObservedValues of(List<Spread> spreads) {
    return new ObservedValues(spreads, null);
  }

  /**
   * Spreads of encoded rows. Of the values 1, 2, …, 100 the percentiles are 1 and 99, the quartiles
   * 25 and 75, the unit 50.
   *
   * @param spec the encoder
   * @param rows values row by row, NaN = missing; not copied, not to be changed
   * @param count number of rows, at least 1
   */
  public static ObservedValues of(FeatureSpec spec, float[] rows, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1: " + count);
    }
    Objects.checkFromIndexSize(0, Math.multiplyExact(count, spec.size()), rows.length);
    List<Spread> spreads = new ArrayList<>();
    for (int column = 0; column < spec.size(); column++) {
      spreads.add(
          switch (spec.features().get(column)) {
            case Feature.Numeric numeric -> quantiles(rows, spec.size(), column, count);
            case Feature.Categorical categorical ->
                common(rows, spec.size(), column, count, categorical.categories().size());
          });
    }
    return new ObservedValues(spreads, Arrays.copyOf(rows, count * spec.size()));
  }

  private static Spread quantiles(float[] rows, int width, int column, int count) {
    float[] values = new float[count];
    int known = 0;
    for (int row = 0; row < count; row++) {
      float value = rows[row * width + column];
      values[known] = value;
      known += Float.isNaN(value) ? 0 : 1;
    }
    if (known == 0) {
      return new Common(List.of());
    }
    Arrays.sort(values, 0, known);
    double quartiles = at(values, known, .75) - at(values, known, .25);
    return new Quantiles(at(values, known, LOW), at(values, known, HIGH), quartiles);
  }

  private static double at(float[] sorted, int known, double quantile) {
    return sorted[Math.max(1, (int) Math.ceil(quantile * known)) - 1];
  }

  private static Spread common(float[] rows, int width, int column, int count, int categories) {
    int[] times = new int[categories];
    for (int row = 0; row < count; row++) {
      float value = rows[row * width + column];
      if (value >= 0 && value < categories) {
        times[(int) value]++;
      }
    }
    List<Integer> indexes = new ArrayList<>();
    for (int index = 0; index < categories; index++) {
      if (times[index] > 0 && times[index] >= LEAST_SHARE * count) {
        indexes.add(index);
      }
    }
    return new Common(indexes);
  }

  /** Number of features. */
  public int size() {
    return spreads.size();
  }

  /** Where the values of a column lie. */
  public Spread spread(int column) {
    return spreads.get(column);
  }

  /** Whether rows are at hand, so that it is known which values occurred together. */
  public boolean knowsRows() {
    return rows != null;
  }

  /**
   * Whether a row has one value in [low, high) and another in [otherLow, otherHigh).
   *
   * @throws IllegalStateException when there are no rows to look at
   */
  boolean together(int column, float low, float high, int other, float otherLow, float otherHigh) {
    float[] known = rows;
    if (known == null) {
      throw new IllegalStateException("there are no rows to look at. Maybe ask knowsRows() first");
    }
    for (int row = 0; row < known.length; row += spreads.size()) {
      float one = known[row + column];
      float two = known[row + other];
      if (one >= low && one < high && two >= otherLow && two < otherHigh) {
        return true;
      }
    }
    return false;
  }
}
