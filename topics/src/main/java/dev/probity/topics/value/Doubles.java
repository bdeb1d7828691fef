// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.value;

import java.util.Arrays;

/**
 * An immutable sequence of doubles in which NaN stands for a missing value (JSON {@code null}).
 * Infinite values are refused, because JSON cannot carry them.
 */
public final class Doubles {

  /** No values. */
  public static final Doubles EMPTY = new Doubles(new double[0]);

  private final double[] content;

  private Doubles(double[] content) {
    this.content = content;
  }

  /** Copies the values; each must be finite, or NaN for missing. */
  public static Doubles of(double... values) {
    double[] copy = values.clone();
    for (int i = 0; i < copy.length; i++) {
      copy[i] = checked(copy[i]);
    }
    return new Doubles(copy);
  }

  /** Widens float values, exactly; each must be finite, or NaN for missing. */
  public static Doubles ofFloats(float... values) {
    double[] copy = new double[values.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = checked(values[i]);
    }
    return new Doubles(copy);
  }

  private static double checked(double value) {
    Check.that(!Double.isInfinite(value), "values", "finite numbers or missing");
    return Double.isNaN(value) ? Double.NaN : value;
  }

  /** The number of values, missing ones included. */
  public int size() {
    return content.length;
  }

  /** The value at the index, NaN when missing. */
  public double at(int index) {
    return content[index];
  }

  /** Whether the value at the index is missing. */
  public boolean isMissing(int index) {
    return Double.isNaN(content[index]);
  }

  /** A copy the caller may change; NaN where missing. */
  public double[] toArray() {
    return content.clone();
  }

  /** A copy as floats, the scorer's own precision; NaN where missing. */
  public float[] toFloats() {
    float[] copy = new float[content.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (float) content[i];
    }
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Doubles that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return "Doubles[" + content.length + "]";
  }
}
