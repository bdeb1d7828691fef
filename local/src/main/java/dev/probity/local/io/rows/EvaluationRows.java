// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.rows;

import dev.probity.model.evaluate.Dates;
import dev.probity.model.evaluate.EvaluationConfig;
import dev.probity.model.evaluate.EvaluationRow;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rows of a file as an evaluation takes them; a cell that is wrong is named, not shown. */
final class EvaluationRows implements Closeable {
  private final Path path;
  private final RowFile file;
  private final EvaluationConfig.Columns columns;
  private final List<String> wanted;
  private final boolean labelled;
  private long number;

  private EvaluationRows(
      Path path, RowFile file, EvaluationConfig config, List<String> wanted, boolean labelled) {
    this.path = path;
    this.file = file;
    this.columns = config.columns();
    this.wanted = wanted;
    this.labelled = labelled;
  }

  /**
   * Opens a file.
   *
   * @param labelled whether the truth must be there; else it is read where it is
   */
  static EvaluationRows open(Path path, EvaluationConfig config, boolean labelled)
      throws IOException {
    RowFile file = RowFile.open(path);
    List<String> wanted = new ArrayList<>(config.columns().needed());
    boolean there = file.columns().contains(config.columns().target());
    if (labelled || there) {
      wanted.add(config.columns().target());
    }
    return begun(new EvaluationRows(path, file, config, wanted, labelled || there));
  }

  /** Opens a file to read nothing but its times, or to count its rows. */
  static EvaluationRows timesOf(Path path, EvaluationConfig config) throws IOException {
    String time = config.columns().timestamp();
    List<String> wanted = List.of(time == null ? config.columns().prediction() : time);
    return begun(new EvaluationRows(path, RowFile.open(path), config, wanted, false));
  }

  private static EvaluationRows begun(EvaluationRows rows) throws IOException {
    boolean complete = false;
    try {
      rows.require();
      rows.file.begin(rows.wanted);
      complete = true;
      return rows;
    } finally {
      if (!complete) {
        rows.close();
      }
    }
  }

  /** Requires that the file has the columns it is asked for. */
  void require() {
    Set<String> absent = new TreeSet<>(wanted);
    file.columns().forEach(absent::remove);
    if (!absent.isEmpty()) {
      throw new InvalidInputException(
          "File "
              + path
              + " lacks columns that the configuration names: "
              + String.join(", ", absent)
              + "\nMaybe they are spelt otherwise; the file has: "
              + String.join(", ", file.columns()));
    }
  }

  /** Goes to the next row; false after the last one. */
  boolean next() throws IOException {
    if (!file.next()) {
      return false;
    }
    number++;
    String broken = file.broken();
    if (broken != null) {
      throw new InvalidInputException("File " + path + ": " + broken);
    }
    return true;
  }

  /** This row's time in nanoseconds since 1970; 0 where times are not asked for. */
  long time() {
    String column = columns.timestamp();
    if (column == null) {
      return 0;
    }
    String text = file.cell(column);
    if (text == null) {
      throw wrong(column, "has no time");
    }
    try {
      return Dates.parse(text);
    } catch (IllegalArgumentException none) {
      throw wrong(column, String.valueOf(none.getMessage()));
    }
  }

  /** This row. */
  EvaluationRow row() {
    double[] numbers = new double[columns.continuous().size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(columns.continuous().get(i));
    }
    double probability = number(columns.probability());
    if (probability < 0 || probability > 1) {
      throw wrong(columns.probability(), "is not between 0 and 1. Maybe it is a margin");
    }
    return new EvaluationRow(
        numbers,
        texts(columns.categorical()),
        texts(columns.privileged().keySet()),
        probability,
        flag(columns.prediction()),
        labelled ? flag(columns.target()) : null);
  }

  private List<@Nullable String> texts(Iterable<String> names) {
    List<@Nullable String> texts = new ArrayList<>();
    for (String name : names) {
      texts.add(file.cell(name));
    }
    return texts;
  }

  private double number(String column) {
    String text = file.cell(column);
    if (text == null) {
      return Double.NaN;
    }
    double value = parsed(text);
    if (!Double.isFinite(value)) {
      throw wrong(column, "is not a number. Maybe the column is categorical");
    }
    return value;
  }

  private static double parsed(String text) {
    char last = text.charAt(text.length() - 1);
    try {
      return Character.isDigit(last) || last == '.' ? Double.parseDouble(text) : Double.NaN;
    } catch (NumberFormatException none) {
      return Double.NaN;
    }
  }

  private @Nullable Boolean flag(String column) {
    String text = file.cell(column);
    if (text == null) {
      return null;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "0", "0.0", "false" -> false;
      case "1", "1.0", "true" -> true;
      default -> throw wrong(column, "is neither 0 nor 1. Maybe it is a class's name");
    };
  }

  private InvalidInputException wrong(String column, String what) {
    return new InvalidInputException(
        "File " + path + ", row " + number + ", column " + column + ": the cell " + what);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
