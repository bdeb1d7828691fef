// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The raw values of one attribute, row by row: a number, a text or nothing in each. */
public final class Column {
  private static final @Nullable String[] NONE = {};

  private final double[] numbers;
  private final @Nullable String[] texts;

  private Column(double[] numbers, @Nullable String[] texts) {
    this.numbers = numbers;
    this.texts = texts;
  }

  /** A column of these values: texts may be empty when there is none at all. */
  static Column of(double[] numbers, @Nullable String[] texts) {
    return new Column(numbers, texts);
  }

  /** Whether any row has a text. */
  boolean hasTexts() {
    return Arrays.stream(texts).anyMatch(Objects::nonNull);
  }

  /** Whether any row has a number. */
  boolean hasNumbers() {
    return Arrays.stream(numbers).anyMatch(number -> !Double.isNaN(number));
  }

  /** The numbers, NaN where there is none; not to be changed. */
  double[] numbers() {
    return numbers;
  }

  /** The texts, null where there is none; empty when there is none at all; not to be changed. */
  @Nullable String[] texts() {
    return texts;
  }

  /** Number of rows. */
  public int rows() {
    return numbers.length;
  }

  /** The number in a row; NaN when there is none. */
  public double number(int row) {
    return numbers[row];
  }

  /** The text in a row; null when there is none. */
  public @Nullable String text(int row) {
    return texts.length == 0 ? null : texts[row];
  }

  /** The value as a code: its text, or its number without a needless fraction; null if missing. */
  public @Nullable String code(int row) {
    String text = text(row);
    double number = numbers[row];
    if (text != null || Double.isNaN(number)) {
      return text;
    }
    return number == (long) number ? Long.toString((long) number) : Double.toString(number);
  }

  /** Collects a column whose length is not known beforehand. */
  static final class Builder {
    private double[] numbers = new double[1024];
    private @Nullable String[] texts = NONE;
    private final Map<String, String> shared = new HashMap<>();

    void set(int row, double number, @Nullable String text) {
      if (row >= numbers.length) {
        numbers = Arrays.copyOf(numbers, Math.max(row + 1, numbers.length * 2));
      }
      numbers[row] = number;
      if (text != null) {
        shared.putIfAbsent(text, text);
      }
      if (text != null || row < texts.length) {
        if (row >= texts.length) {
          texts = Arrays.copyOf(texts, numbers.length);
        }
        texts[row] = text == null ? null : shared.get(text);
      }
    }

    /** The column of some of the rows, in the order given. */
    Column gather(int[] order) {
      double[] chosen = new double[order.length];
      @Nullable String[] words = texts.length == 0 ? NONE : new String[order.length];
      for (int row = 0; row < order.length; row++) {
        chosen[row] = numbers[order[row]];
        if (words.length > 0 && order[row] < texts.length) {
          words[row] = texts[order[row]];
        }
      }
      return new Column(chosen, words);
    }
  }
}
