// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reference's rows, kept column by column: fitting needs all of them at once. */
public final class ReferenceRows {
  /** More categories than this are no categories. */
  static final int MOST_CATEGORIES = 100_000;

  private static final int MOST_ROWS = 100_000_000;

  private final EvaluationConfig config;
  private final List<Column> numbers = new ArrayList<>();
  private final List<Codes> categories = new ArrayList<>();
  private final List<Codes> groups = new ArrayList<>();
  private final Column probabilities = new Column();
  private final Column decisions = new Column();
  private final Column labels = new Column();

  /** No rows yet. */
  public ReferenceRows(EvaluationConfig config) {
    this.config = config;
    config.columns().continuous().forEach(name -> numbers.add(new Column()));
    config.columns().categorical().forEach(name -> categories.add(new Codes(name)));
    config.columns().privileged().keySet().forEach(name -> groups.add(new Codes(name)));
  }

  /** Values in a row of growing length. */
  private static final class Column {
    private double[] values = new double[1_024];
    private int size;

    void add(double value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, Math.min(MOST_ROWS, 2 * size));
      }
      values[size++] = value;
    }

    double[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }

  /** Texts as numbers in the order of their first appearance. */
  private static final class Codes {
    private final String name;
    private final Column column = new Column();
    private final Map<String, Integer> codes = new HashMap<>();
    private final List<String> texts = new ArrayList<>();

    Codes(String name) {
      this.name = name;
    }

    void add(@Nullable String text) {
      if (text == null) {
        column.add(Double.NaN);
        return;
      }
      Integer code = codes.get(text);
      if (code == null) {
        code = codes.size();
        if (code == MOST_CATEGORIES) {
          throw new IllegalArgumentException(
              "column %s has more than %d categories in the reference. Maybe it is an id"
                  .formatted(name, MOST_CATEGORIES));
        }
        codes.put(text, code);
        texts.add(text);
      }
      column.add(code);
    }

    List<String> sortedTexts() {
      return texts.stream().sorted().toList();
    }

    /** Indexes into the sorted texts. */
    double[] sorted() {
      List<String> sorted = sortedTexts();
      Map<String, Integer> ranks = new HashMap<>();
      for (int rank = 0; rank < sorted.size(); rank++) {
        ranks.put(sorted.get(rank), rank);
      }
      double[] rankOf = texts.stream().mapToDouble(ranks::get).toArray();
      return Arrays.stream(column.toArray())
          .map(code -> Double.isNaN(code) ? code : rankOf[(int) code])
          .toArray();
    }
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException when it has another number of features than the configuration,
   *     or there are too many rows or categories
   */
  public void add(EvaluationRow row) {
    requireFits(row, numbers.size(), categories.size(), groups.size());
    if (labels.size == MOST_ROWS) {
      throw new IllegalArgumentException("a reference has at most " + MOST_ROWS + " rows");
    }
    for (int i = 0; i < numbers.size(); i++) {
      numbers.get(i).add(row.number(i));
    }
    for (int i = 0; i < categories.size(); i++) {
      categories.get(i).add(row.category(i));
    }
    for (int i = 0; i < groups.size(); i++) {
      groups.get(i).add(row.group(i));
    }
    probabilities.add(row.probability());
    decisions.add(number(row.decision()));
    labels.add(number(row.label()));
  }

  static void requireFits(EvaluationRow row, int numbers, int categories, int groups) {
    if (row.numbers() != numbers || row.categories() != categories || row.groups() != groups) {
      throw new IllegalArgumentException(
          "a row needs %d numbers, %d categories and %d groups; found %d, %d and %d"
              .formatted(
                  numbers, categories, groups, row.numbers(), row.categories(), row.groups()));
    }
  }

  private static double number(@Nullable Boolean flag) {
    return flag == null ? Double.NaN : flag ? 1 : 0;
  }

  private static @Nullable Boolean flag(double number) {
    return Double.isNaN(number) ? null : number == 1;
  }

  /** How many there are. */
  public int size() {
    return labels.size;
  }

  /** A row as it was added. */
  EvaluationRow row(int index) {
    double[] values = numbers.stream().mapToDouble(column -> column.values[index]).toArray();
    return new EvaluationRow(
        values,
        texts(categories, index),
        texts(groups, index),
        probabilities.values[index],
        flag(decisions.values[index]),
        flag(labels.values[index]));
  }

  private static List<@Nullable String> texts(List<Codes> columns, int index) {
    List<@Nullable String> texts = new ArrayList<>(columns.size());
    for (Codes codes : columns) {
      double code = codes.column.values[index];
      texts.add(Double.isNaN(code) ? null : codes.texts.get((int) code));
    }
    return texts;
  }

  EvaluationConfig config() {
    return config;
  }

  double[] numbers(int feature) {
    return numbers.get(feature).toArray();
  }

  List<String> categories(int feature) {
    return categories.get(feature).sortedTexts();
  }

  double[] codes(int feature) {
    return categories.get(feature).sorted();
  }

  List<String> groups(int attribute) {
    return groups.get(attribute).sortedTexts();
  }

  double[] groupCodes(int attribute) {
    return groups.get(attribute).sorted();
  }

  double[] probabilities() {
    return probabilities.toArray();
  }

  double[] decisions() {
    return decisions.toArray();
  }

  double[] labels() {
    return labels.toArray();
  }
}
