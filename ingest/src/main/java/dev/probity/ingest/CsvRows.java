// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Reads RFC 4180 records and keeps each one's own text, because a refused row is recorded as it
 * came. A quoted cell may hold commas, doubled quotes and line breaks.
 */
public final class CsvRows implements Iterator<CsvRow> {
  /** The longest record that is read whole, in characters; a longer one is cut and so refused. */
  public static final int MAX_RECORD_CHARS = 1 << 16;

  private final Iterator<String> lines;
  private long line;

  /** Reads from the lines of a file, given without their line breaks. */
  public CsvRows(Iterator<String> lines) {
    this.lines = lines;
  }

  @Override
  public boolean hasNext() {
    return lines.hasNext();
  }

  @Override
  public CsvRow next() {
    if (!lines.hasNext()) {
      throw new NoSuchElementException("the file has no further record after line " + line);
    }
    long first = ++line;
    String raw = lines.next();
    if (raw.indexOf('"') < 0) {
      return new CsvRow(first, raw, plain(raw));
    }
    StringBuilder text = new StringBuilder(raw);
    while (isOpen(text) && lines.hasNext() && text.length() < MAX_RECORD_CHARS) {
      line++;
      text.append('\n').append(lines.next());
    }
    return new CsvRow(first, text.toString(), quoted(text));
  }

  private static List<String> plain(String raw) {
    List<String> cells = new ArrayList<>();
    int from = 0;
    for (int comma = raw.indexOf(','); comma >= 0; comma = raw.indexOf(',', from)) {
      cells.add(raw.substring(from, comma));
      from = comma + 1;
    }
    cells.add(raw.substring(from));
    return cells;
  }

  private static boolean isOpen(CharSequence text) {
    boolean open = false;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '"') {
        open = !open;
      }
    }
    return open;
  }

  private static List<String> quoted(CharSequence text) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean open = false;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == '"') {
        boolean doubled = open && i + 1 < text.length() && text.charAt(i + 1) == '"';
        if (doubled) {
          cell.append('"');
          i++;
        } else {
          open = !open;
        }
      } else if (next == ',' && !open) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(next);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
