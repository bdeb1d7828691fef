// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class CsvRowsTest {

  @Test
  void keepsEmptyCellsAtBothEnds() {
    assertEquals(List.of("", "a", "", ""), read(",a,,").get(0).cells());
  }

  @Test
  void unquotesCellsWithCommasQuotesAndLineBreaks() {
    List<CsvRow> rows = read("\"a,b\",\"say \"\"x\"\"\",c", "\"two", "lines\",d", "e,f");
    assertEquals(List.of("a,b", "say \"x\"", "c"), rows.get(0).cells());
    assertEquals(List.of("two\nlines", "d"), rows.get(1).cells());
    assertEquals(List.of("e", "f"), rows.get(2).cells());
  }

  @Test
  void numbersRecordsByTheirFirstLine() {
    List<CsvRow> rows = read("a", "\"b", "c\"", "d");
    assertEquals(List.of(1L, 2L, 4L), rows.stream().map(CsvRow::line).toList());
  }

  @Test
  void keepsTheTextOfARecordAsItStands() {
    String raw = "\"a,b\",\"say \"\"x\"\"\",c";
    assertEquals(raw, read(raw).get(0).raw());
    assertEquals("\"b\nc\"", read("\"b", "c\"").get(0).raw());
  }

  @Test
  void aQuoteThatNeverClosesEndsAtTheBound() {
    List<String> lines = new ArrayList<>(List.of("\"open"));
    for (int i = 0; i < 2_000; i++) {
      lines.add("x".repeat(100));
    }
    CsvRows rows = new CsvRows(lines.iterator());
    CsvRow cut = rows.next();
    assertEquals(true, rows.hasNext(), "the rest of the file is still read");
    assertEquals(true, cut.raw().length() >= CsvRows.MAX_RECORD_CHARS);
    assertEquals(true, cut.raw().length() < CsvRows.MAX_RECORD_CHARS + 200);
  }

  @Test
  void refusesToReadBeyondTheEnd() {
    CsvRows rows = new CsvRows(List.<String>of().iterator());
    assertThrows(NoSuchElementException.class, rows::next);
  }

  private static List<CsvRow> read(String... lines) {
    List<CsvRow> rows = new ArrayList<>();
    new CsvRows(List.of(lines).iterator()).forEachRemaining(rows::add);
    return rows;
  }
}
