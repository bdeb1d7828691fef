// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.rows;

import dev.probity.ingest.io.ParquetRows;
import dev.probity.model.RawRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parquet with flat columns; null is a missing value. */
final class ParquetFile implements RowFile, RawRow {
  private final Path path;
  private final ParquetRows rows;
  private boolean named;
  private long number = -1;

  private ParquetFile(Path path, ParquetRows rows) {
    this.path = path;
    this.rows = rows;
  }

  static ParquetFile open(Path path) throws IOException {
    return new ParquetFile(path, ParquetRows.open(path));
  }

  @Override
  public List<String> columns() {
    return rows.columns();
  }

  @Override
  public void begin(List<String> features) {
    RowFile.require(path, columns(), features);
    List<String> wanted = new ArrayList<>(features);
    named = columns().contains(ROW);
    if (named && !wanted.contains(ROW)) {
      wanted.add(ROW);
    }
    rows.begin(wanted);
  }

  @Override
  public boolean next() {
    number++;
    return rows.next();
  }

  @Override
  public RawRow values() {
    return this;
  }

  @Override
  public String name() {
    Object name = named ? rows.value(ROW) : null;
    return name == null ? Long.toString(number) : name.toString();
  }

  @Override
  public @Nullable String cell(String column) {
    Object value = rows.value(column);
    String text = value == null ? "NaN" : value.toString();
    return text.equalsIgnoreCase("nan") || text.isBlank() ? null : text;
  }

  @Override
  public @Nullable String broken() {
    return null;
  }

  @Override
  public double number(String feature) {
    return rows.value(feature) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  @Override
  public @Nullable String text(String feature) {
    return rows.value(feature) instanceof String text ? text : null;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
