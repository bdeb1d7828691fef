// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.ColumnSchema;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a Parquet file with flat columns, read in the file's order, a few columns of many. */
public final class ParquetRows implements Closeable {
  private final ParquetFileReader file;
  private final List<String> columns;
  private @Nullable RowReader rows;

  private ParquetRows(ParquetFileReader file) {
    this.file = file;
    this.columns = file.getFileSchema().getColumns().stream().map(ColumnSchema::name).toList();
  }

  /**
   * Opens a file and reads its schema.
   *
   * @throws IOException when it is not a Parquet file with flat columns
   */
  public static ParquetRows open(Path path) throws IOException {
    ParquetFileReader file = ParquetFileReader.open(InputFile.of(path));
    ParquetRows rows = new ParquetRows(file);
    boolean flat = file.getFileSchema().isFlatSchema();
    if (!flat || new HashSet<>(rows.columns).size() != rows.columns.size()) {
      rows.close();
      throw new IOException(path.getFileName() + " has nested or repeated columns");
    }
    return rows;
  }

  /** Names of all columns. */
  public List<String> columns() {
    return columns;
  }

  /**
   * Begins to read.
   *
   * @param wanted the columns to read, at least one; others are not decoded
   */
  public void begin(List<String> wanted) {
    rows = file.buildRowReader().projection(ColumnProjection.columns(names(wanted))).build();
  }

  private static String[] names(List<String> wanted) {
    return wanted.toArray(String[]::new);
  }

  /** Goes to the next row; false after the last one. */
  public boolean next() {
    RowReader reader = begun();
    boolean more = reader.hasNext();
    if (more) {
      reader.next();
    }
    return more;
  }

  /**
   * The value of a column in this row: a {@link Number}, a {@link String}, or null where there is
   * none. Booleans are 0 and 1; other types are their text.
   */
  public @Nullable Object value(String column) {
    RowReader reader = begun();
    if (reader.isNull(column)) {
      return null;
    }
    Object value = reader.getValue(column);
    return switch (value) {
      case null -> null;
      case Number number -> number;
      case Boolean flag -> flag ? 1 : 0;
      case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
      default -> value.toString();
    };
  }

  private RowReader begun() {
    RowReader reader = rows;
    if (reader == null) {
      throw new IllegalStateException("reading has not begun. Maybe call begin(columns) first");
    }
    return reader;
  }

  @Override
  public void close() throws IOException {
    if (rows != null) {
      rows.close();
    }
    file.close();
  }
}
