// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.StartSteps;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * One line that says how far a verb has come: redrawn on a terminal, at most ten times a second;
 * elsewhere a plain line every five seconds.
 */
final class Progress implements StartSteps {
  private static final Duration REDRAW = Duration.ofMillis(100);
  private static final Duration PLAIN = Duration.ofSeconds(5);
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean terminal;
  private final boolean shown;
  private final InstantSource clock;
  private final Instant begun;
  private Instant next;
  private boolean drawn;

  Progress(PrintWriter err, boolean terminal, boolean shown) {
    this(err, terminal, shown, InstantSource.system());
  }

  Progress(PrintWriter err, boolean terminal, boolean shown, InstantSource clock) {
    this.err = err;
    this.terminal = terminal;
    this.shown = shown;
    this.clock = clock;
    this.begun = clock.instant();
    this.next = begun.plus(terminal ? Duration.ZERO : PLAIN);
  }

  /** Says where the verb is, unless it has just been said. */
  void at(String state) {
    Instant now = clock.instant();
    if (!shown || now.isBefore(next)) {
      return;
    }
    next = now.plus(terminal ? REDRAW : PLAIN);
    draw(state);
  }

  /** A line that stays. */
  void line(String text) {
    if (shown) {
      erase();
      err.println(text);
      err.flush();
    }
  }

  @Override
  public void begin(String part) {
    if (shown) {
      draw("starting " + part + " (" + seconds() + " s)");
    }
  }

  @Override
  public void done() {
    line("started in " + seconds() + " s");
  }

  /** The last line of every verb is a summary. */
  void end(String summary) {
    line(summary + " in " + seconds() + " s");
  }

  /** Rows per second since the beginning. */
  double rate(long rows) {
    long nanos = Duration.between(begun, clock.instant()).toNanos();
    return nanos == 0 ? 0 : rows * 1e9 / nanos;
  }

  private String seconds() {
    return "%.1f".formatted(Duration.between(begun, clock.instant()).toMillis() / 1_000.0);
  }

  private void draw(String text) {
    if (terminal) {
      err.print(CLEAR + text);
      drawn = true;
    } else {
      err.println(text);
    }
    err.flush();
  }

  private void erase() {
    if (drawn) {
      err.print(CLEAR);
      drawn = false;
    }
  }
}
