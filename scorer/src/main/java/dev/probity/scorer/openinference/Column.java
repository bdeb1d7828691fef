// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import java.util.Arrays;
import java.util.List;

/** The elements of a tensor in row-major order: all numbers (booleans as 0 and 1) or all texts. */
public sealed interface Column {

  /** How many elements. */
  int size();

  /** Numbers. */
  final class Numbers implements Column {
    private final double[] values;

    private Numbers(double[] values) {
      this.values = values;
    }

    @Override
    public int size() {
      return values.length;
    }

    /** The number at this place. */
    public double at(int place) {
      return values[place];
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Numbers that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return values.length + " numbers";
    }
  }

  /**
   * Texts.
   *
   * @param values the texts
   */
  record Texts(List<String> values) implements Column {
    /** Copies the texts. */
    public Texts {
      values = List.copyOf(values);
    }

    @Override
    public int size() {
      return values.size();
    }

    @Override
    public String toString() {
      return values.size() + " texts";
    }
  }

  /** A column of the first {@code size} of these numbers, copied. */
  static Numbers of(double[] values, int size) {
    return new Numbers(Arrays.copyOf(values, size));
  }
}
