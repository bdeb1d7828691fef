// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.rows;

import dev.probity.model.RawRow;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A file of rows whose columns have names: CSV, also gzipped, or Parquet. Columns nobody asks for
 * are ignored.
 */
public sealed interface RowFile extends Closeable permits CsvFile, ParquetFile {
  /** The column that names rows in what is written. */
  String ROW = "row";

  /**
   * Opens a file by its name: {@code .parquet}, {@code .csv}, {@code .csv.gz}.
   *
   * @throws InvalidInputException when it is none of these or not readable as such
   */
  static RowFile open(Path path) throws IOException {
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new InvalidInputException("There is no file " + path + " that can be read");
    }
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".parquet")) {
      return ParquetFile.open(path);
    }
    if (name.endsWith(".csv") || name.endsWith(".csv.gz")) {
      return CsvFile.open(path);
    }
    throw new InvalidInputException("File " + path + " is neither .csv nor .csv.gz nor .parquet");
  }

  /** Names of all columns. */
  List<String> columns();

  /**
   * Begins to read.
   *
   * @param features columns to read; {@link #ROW} is read too where it is there
   */
  void begin(List<String> features);

  /** Goes to the next row; false after the last one. */
  boolean next() throws IOException;

  /** The values of this row; valid until {@link #next}. */
  RawRow values();

  /** The text of a column's cell in this row; null where there is none, or {@code NaN}. */
  @Nullable String cell(String column);

  /** This row's name: its cell in the column {@link #ROW}, else its number from 0. */
  String name();

  /** Why this row has no values, such as too few cells; null if it has. */
  @Nullable String broken();

  /**
   * Requires that a file has every column once.
   *
   * @throws InvalidInputException naming those that are absent
   */
  static void require(Path path, List<String> columns, List<String> features) {
    Set<String> known = new HashSet<>(columns);
    if (known.size() != columns.size()) {
      throw new InvalidInputException("File " + path + " has two columns of one name");
    }
    Set<String> absent = new TreeSet<>(features);
    absent.removeAll(known);
    if (!absent.isEmpty()) {
      throw new InvalidInputException(
          "File "
              + path
              + " lacks columns of the model: "
              + String.join(", ", absent)
              + "\nMaybe its header does not name the model's features: "
              + String.join(", ", features));
    }
  }
}
