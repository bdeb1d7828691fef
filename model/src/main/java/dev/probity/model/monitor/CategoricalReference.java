// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import dev.probity.model.ObservedValues;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A categorical column at training time: its categories in the encoder's order and their counts.
 */
public final class CategoricalReference implements ColumnReference {
  private final String name;
  private final List<String> categories;
  private final long[] counts;
  private final long missing;
  private final long n;

  CategoricalReference(String name, List<String> categories, long[] counts, long missing) {
    this.name = name;
    this.categories = List.copyOf(categories);
    this.counts = counts.clone();
    this.missing = missing;
    this.n = Arrays.stream(counts).sum();
    if (counts.length != categories.size()
        || new HashSet<>(categories).size() != categories.size()
        || Arrays.stream(counts).anyMatch(count -> count < 0)
        || n == 0
        || missing < 0) {
      throw new IllegalArgumentException(
          "column %s: distinct categories, one count ≥ 0 each, at least one row".formatted(name));
    }
  }

  /**
   * The reference of a column.
   *
   * @param name the column
   * @param categories in the order of their indexes
   * @param values one index per row, NaN = missing
   * @return the reference
   * @throws IllegalArgumentException when an index is none of a category or no row has one
   */
  public static CategoricalReference of(String name, List<String> categories, double[] values) {
    long[] counts = new long[categories.size()];
    long missing = 0;
    for (double value : values) {
      if (Double.isNaN(value)) {
        missing++;
      } else {
        counts[index(name, value, counts.length)]++;
      }
    }
    return new CategoricalReference(name, categories, counts, missing);
  }

  static int index(String name, double value, int categories) {
    int index = (int) value;
    if (index != value || index < 0 || index >= categories) {
      throw new IllegalArgumentException(
          "column %s has %d categories; a value is no index of one. Maybe raw codes were passed in"
                  .formatted(name, categories)
              + " place of encoded ones");
    }
    return index;
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

  /** The categories in the order of their indexes. */
  public List<String> categories() {
    return categories;
  }

  @Override
  public List<DriftMethod> methods() {
    return DriftMethod.categorical();
  }

  @Override
  public boolean accepts(double value) {
    boolean index = value == Math.rint(value) && value >= 0 && value < categories.size();
    return index || value == ColumnFold.UNSEEN || Double.isNaN(value);
  }

  @Override
  public ObservedValues.Spread spread() {
    double least = ObservedValues.LEAST_SHARE * (n + missing);
    return new ObservedValues.Common(
        IntStream.range(0, counts.length)
            .filter(index -> counts[index] > 0 && counts[index] >= least)
            .boxed()
            .toList());
  }

  @Override
  public CategoricalFold newFold() {
    return new CategoricalFold(this);
  }

  long count(int category) {
    return counts[category];
  }
}
