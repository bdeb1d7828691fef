// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A small table that is drawn again in place on a terminal, and every five seconds elsewhere. Lines
 * that should stay are printed above it.
 */
final class LiveTable {
  private static final Duration REDRAW = Duration.ofMillis(250);
  private static final Duration PLAIN = Duration.ofSeconds(5);
  private static final String CLEAR_LINE = "\u001b[K";

  /**
   * One row.
   *
   * @param stage what it is about
   * @param records how many records so far
   * @param lag how many are still to come
   */
  record Row(String stage, long records, long lag) {}

  private final PrintWriter out;
  private final boolean terminal;
  private final boolean shown;
  private final InstantSource clock;
  private Instant next = Instant.EPOCH;
  private Instant before = Instant.EPOCH;
  private List<Row> last = List.of();
  private int drawn;

  LiveTable(PrintWriter out, boolean terminal, boolean shown, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.shown = shown;
    this.clock = clock;
  }

  /** Whether the table would be drawn now. */
  boolean isDue() {
    return shown && !clock.instant().isBefore(next);
  }

  /** Draws the rows when it is time. */
  void show(String title, List<Row> rows) {
    Instant now = clock.instant();
    if (!shown || now.isBefore(next)) {
      return;
    }
    next = now.plus(terminal ? REDRAW : PLAIN);
    double seconds = Math.max(.001, Duration.between(before, now).toMillis() / 1_000.0);
    List<String> lines = new ArrayList<>();
    lines.add(title);
    lines.add("  %-14s %10s %10s %8s".formatted("stage", "records", "per second", "lag"));
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      long earlier = i < last.size() ? last.get(i).records() : row.records();
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-14s %,10d %,10.0f %,8d",
              row.stage(),
              row.records(),
              Math.max(0, row.records() - earlier) / seconds,
              row.lag()));
    }
    erase();
    for (String line : lines) {
      out.println(line);
    }
    out.flush();
    drawn = terminal ? lines.size() : 0;
    last = List.copyOf(rows);
    before = now;
  }

  /** A line that stays above the table. */
  void line(String text) {
    if (shown) {
      erase();
      out.println(text);
      out.flush();
      drawn = 0;
      next = Instant.EPOCH;
    }
  }

  private void erase() {
    if (drawn > 0) {
      out.print("\u001b[" + drawn + "A");
      for (int i = 0; i < drawn; i++) {
        out.println(CLEAR_LINE);
      }
      out.print("\u001b[" + drawn + "A");
    }
  }
}
