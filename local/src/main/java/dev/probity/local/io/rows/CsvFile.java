// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.rows;

import dev.probity.ingest.CsvRow;
import dev.probity.ingest.CsvRows;
import dev.probity.model.RawRow;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** RFC 4180 with a header; an empty cell and {@code NaN} are missing values. */
final class CsvFile implements RowFile, RawRow {
  private static final int BUFFER = 1 << 16;
  private static final String MARK = "\uFEFF";

  private final Path path;
  private final BufferedReader lines;
  private final CsvRows rows;
  private final List<String> columns;
  private final Map<String, Integer> positions = new HashMap<>();
  private List<String> cells = List.of();
  private @Nullable String broken;
  private long number = -1;
  private int rowColumn = -1;

  private CsvFile(Path path, BufferedReader lines) throws CharacterCodingException {
    this.path = path;
    this.lines = lines;
    this.rows = new CsvRows(lines.lines().iterator());
    List<String> header = rows.hasNext() ? rows.next().decoded().cells() : List.of();
    this.columns = header.stream().map(name -> name.replace(MARK, "").strip()).toList();
  }

  static CsvFile open(Path path) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER);
    boolean zipped = path.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                zipped ? new GZIPInputStream(in, BUFFER) : in, StandardCharsets.ISO_8859_1),
            BUFFER);
    CsvFile file = new CsvFile(path, lines);
    if (file.columns.isEmpty()) {
      file.close();
      throw new InvalidInputException("File " + path + " is empty");
    }
    return file;
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public void begin(List<String> features) {
    RowFile.require(path, columns, features);
    features.forEach(feature -> positions.put(feature, columns.indexOf(feature)));
    rowColumn = columns.indexOf(ROW);
  }

  @Override
  public boolean next() throws IOException {
    try {
      if (!rows.hasNext()) {
        return false;
      }
      read(rows.next());
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
    return true;
  }

  private void read(CsvRow row) {
    number++;
    broken = null;
    try {
      cells = row.decoded().cells();
    } catch (CharacterCodingException notText) {
      broken = "line " + row.line() + " is not strict UTF-8";
      return;
    }
    if (cells.size() != columns.size()) {
      broken =
          "line " + row.line() + " has " + cells.size() + " cells, the header " + columns.size();
    }
  }

  @Override
  public RawRow values() {
    return this;
  }

  @Override
  public String name() {
    return rowColumn < 0 || broken != null ? Long.toString(number) : cells.get(rowColumn);
  }

  @Override
  public @Nullable String broken() {
    return broken;
  }

  @Override
  public double number(String feature) {
    String cell = plain(feature);
    return cell.isEmpty() ? Double.NaN : parsed(cell);
  }

  @Override
  public @Nullable String text(String feature) {
    return cell(feature);
  }

  @Override
  public @Nullable String cell(String column) {
    String cell = plain(column);
    return cell.isEmpty() || cell.equalsIgnoreCase("nan") ? null : cell;
  }

  private String plain(String feature) {
    Integer position = positions.get(feature);
    return position == null ? "" : cells.get(position).strip();
  }

  /** The number, or NaN for what is none; the encoder then asks for the text and refuses. */
  private static double parsed(String cell) {
    char last = cell.charAt(cell.length() - 1);
    boolean plain = Character.isDigit(last) || last == '.';
    try {
      return plain ? Double.parseDouble(cell) : Double.NaN;
    } catch (NumberFormatException none) {
      return Double.NaN;
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
