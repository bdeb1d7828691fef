// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The cells in which a column's distribution is watched: between the deciles of a numeric column,
 * the 50 most frequent categories of a categorical one and all others together.
 */
public final class ColumnCells {
  /** A value that is missing falls into no cell. */
  public static final int NONE = -1;

  private static final int MOST_CATEGORIES = 50;

  private final ColumnReference column;
  private final int[] places;
  private final double[] shares;

  private ColumnCells(ColumnReference column, int[] places, double[] shares) {
    this.column = column;
    this.places = places;
    this.shares = shares;
  }

  /**
   * The cells of a column.
   *
   * <p>Worked by hand: codes a: 60, b: 40: the indicators "is a" and "is b" with the shares .6 and
   * .4, and three cells, the last for what is neither.
   */
  public static ColumnCells of(ColumnReference column) {
    return switch (column) {
      case NumericReference numeric -> of(numeric);
      case CategoricalReference categorical -> of(categorical);
    };
  }

  private static ColumnCells of(NumericReference column) {
    int[] ends = column.decileEnds();
    double[] shares = new double[ends.length];
    long below = 0;
    int bin = 0;
    for (int k = 0; k < ends.length; k++) {
      for (; bin < ends[k]; bin++) {
        below += column.fineCount(bin);
      }
      shares[k] = (double) below / column.n();
    }
    return new ColumnCells(column, ends, shares);
  }

  private static ColumnCells of(CategoricalReference column) {
    List<Integer> largest =
        IntStream.range(0, column.categories().size())
            .boxed()
            .sorted(Comparator.comparingLong(category -> -column.count(category)))
            .limit(MOST_CATEGORIES)
            .toList();
    int[] cells = new int[column.categories().size()];
    Arrays.fill(cells, largest.size());
    double[] shares = new double[largest.size()];
    for (int k = 0; k < shares.length; k++) {
      cells[largest.get(k)] = k;
      shares[k] = (double) column.count(largest.get(k)) / column.n();
    }
    return new ColumnCells(column, cells, shares);
  }

  /**
   * The cell of an encoded value.
   *
   * @param value a number, or the index of a category or {@link ColumnFold#UNSEEN}; NaN = missing
   * @return from 0 to as many as there are indicators; {@link #NONE} for a missing one
   */
  public int of(double value) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    return switch (column) {
      case NumericReference numeric -> between(numeric.fine().indexOf(value));
      case CategoricalReference categorical ->
          value == ColumnFold.UNSEEN ? shares.length : places[(int) value];
    };
  }

  private int between(int bin) {
    if (bin == UniformBins.BELOW) {
      return 0;
    }
    if (bin == UniformBins.ABOVE) {
      return places.length;
    }
    int cell = 0;
    while (cell < places.length && places[cell] <= bin) {
      cell++;
    }
    return cell;
  }

  /** The rows of a window's column by cell. */
  public long[] counts(ColumnFold fold) {
    return switch (fold) {
      case NumericFold numeric -> numeric.between(places);
      case CategoricalFold categorical -> {
        long[] counts = new long[cells()];
        for (int category = 0; category < places.length; category++) {
          counts[places[category]] += categorical.count(category);
        }
        counts[shares.length] += categorical.unseen();
        yield counts;
      }
    };
  }

  /** How many there are. */
  private int cells() {
    return shares.length + 1;
  }

  /** The share of the reference for which each indicator holds. */
  double[] shares() {
    return shares.clone();
  }

  /** Whether an indicator holds for all cells up to its own, as "at most the k-th decile" does. */
  boolean cumulative() {
    return column instanceof NumericReference;
  }

  /**
   * A process over these cells.
   *
   * @param tolerance change of a share that is still none, ≥ 0
   */
  public DeviationProcess process(double tolerance) {
    return new DeviationProcess(shares, cumulative(), column.n(), tolerance);
  }
}
