// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.ingest.CsvRow;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a Parquet file as those of a CSV file, numbered from 1. A row has no bytes of its
 * own: a refused one is recorded as the line of CSV it would have been.
 */
final class ParquetTable implements Closeable {
  private final ParquetRows rows;
  private long row;

  private ParquetTable(ParquetRows rows) {
    this.rows = rows;
  }

  static ParquetTable open(Path file) throws IOException {
    ParquetRows rows = ParquetRows.open(file);
    rows.begin(rows.columns());
    return new ParquetTable(rows);
  }

  List<String> columns() {
    return rows.columns();
  }

  /** The next row, each character one byte of UTF-8 as in {@link CsvRow}; null after the last. */
  @Nullable CsvRow next() {
    if (!rows.next()) {
      return null;
    }
    row++;
    List<String> cells = new ArrayList<>(columns().size());
    List<String> quoted = new ArrayList<>(columns().size());
    for (String column : columns()) {
      String cell = new String(text(rows.value(column)).getBytes(UTF_8), ISO_8859_1);
      cells.add(cell);
      quoted.add(quoted(cell));
    }
    return new CsvRow(row, String.join(",", quoted), cells);
  }

  /** Numbers in digits, as the columns of a CSV file hold them: 2.0 is 2, and 1e-7 0.0000001. */
  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Float number -> Float.isFinite(number) ? digits(number.toString()) : number.toString();
      case Double number -> Double.isFinite(number) ? digits(number.toString()) : number.toString();
      default -> value.toString();
    };
  }

  private static String digits(String number) {
    return new BigDecimal(number).stripTrailingZeros().toPlainString();
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(one -> one == ',' || one == '"' || one < ' ');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
