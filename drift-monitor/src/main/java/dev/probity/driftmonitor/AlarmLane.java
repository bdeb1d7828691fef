// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.Bet;
import dev.probity.model.monitor.EProcess;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One alarm of one series, moving record by record in the order of arrival. It rings at once when
 * the e-value reaches 100. It ends after three consecutive windows in which the process, restarted
 * at the window's first record, stays below 10, and whose common mean is at most m plus one
 * standard error; then the process starts anew.
 */
public final class AlarmLane {
  /** Decimal logarithm of the e-value that rings: alpha = .01. */
  public static final double ALARM_LOG10 = 2;

  /** Decimal logarithm of the e-value below which a restarted window is clean. */
  private static final double CLEAN_LOG10 = 1;

  private final Bet bet;
  private final int windowRows;
  private EProcess process;
  private EProcess restarted;
  private Tally window = Tally.EMPTY;
  private final Deque<Tally> clean = new ArrayDeque<>();
  private long windowIndex;
  private AlertState state;

  /**
   * What the lane showed, and what changed.
   *
   * @param window the number of the window, from 0
   * @param windowClosed whether the window is complete
   * @param tally what the window's records added so far
   * @param log10 the e-value's decimal logarithm
   * @param changedTo where the alert stands now, or null when that did not change
   */
  public record Step(
      long window,
      boolean windowClosed,
      Tally tally,
      double log10,
      @Nullable AlertState changedTo) {}

  /**
   * A lane before its first record.
   *
   * @param bet what it bets on
   * @param windowRows records per window
   */
  public AlarmLane(Bet bet, int windowRows) {
    this.bet = bet;
    this.windowRows = windowRows;
    this.process = new EProcess(bet);
    this.restarted = new EProcess(bet);
    this.state = new AlertState.Quiet();
  }

  /** What the lane bets on. */
  public Bet bet() {
    return bet;
  }

  /** Where the alert stands. */
  public AlertState state() {
    return state;
  }

  /**
   * Takes one record.
   *
   * @param x what it adds
   * @param at stream time
   * @return what to report: a closed window, a change of the alert, both; null for neither
   */
  public @Nullable Step add(double x, Instant at) {
    boolean block = process.add(x);
    restarted.add(x);
    window = window.plus(x);
    AlertState before = state;
    if (block && process.log10() >= ALARM_LOG10) {
      ring(at);
    }
    boolean closed = window.n() == windowRows;
    if (!closed && state == before) {
      return null;
    }
    double log10 = process.log10();
    Tally tally = window;
    long index = windowIndex;
    if (closed) {
      closeWindow(at);
    }
    boolean changed = !state.getClass().equals(before.getClass());
    return closed || changed ? new Step(index, closed, tally, log10, changed ? state : null) : null;
  }

  /**
   * Closes the window before it has all its records: for a lane whose window others count.
   *
   * @param at stream time
   * @return what to report
   */
  Step close(Instant at) {
    AlertState before = state;
    Tally tally = window;
    long index = windowIndex;
    closeWindow(at);
    boolean changed = !state.getClass().equals(before.getClass());
    return new Step(index, true, tally, process.log10(), changed ? state : null);
  }

  private void ring(Instant at) {
    Breach breach = new Breach(label(), window.mean(), at);
    state =
        switch (state) {
          case AlertState.Quiet quiet -> quiet.fire(breach);
          case AlertState.Resolved resolved -> resolved.fire(breach);
          case AlertState.Pending pending -> pending.breached(breach);
          case AlertState.Firing firing -> firing;
        };
  }

  private String label() {
    return Long.toString(windowIndex);
  }

  private void closeWindow(Instant at) {
    if (state instanceof AlertState.Firing firing) {
      judge(firing, at);
    }
    window = Tally.EMPTY;
    restarted = new EProcess(bet);
    windowIndex++;
  }

  /** The window in which the alarm rang began before it and counts for nothing. */
  private void judge(AlertState.Firing firing, Instant at) {
    if (firing.episode().lastWindow().equals(label())) {
      return;
    }
    if (restarted.log10() >= CLEAN_LOG10) {
      clean.clear();
      state = firing.breached(new Breach(label(), window.mean(), at));
      return;
    }
    clean.addLast(window);
    if (clean.size() > AlertState.CLEAN_WINDOWS) {
      clean.removeFirst();
    }
    AlertState.Firing calmer = firing.clean();
    Tally together = clean.stream().reduce(Tally.EMPTY, Tally::plus);
    boolean back = together.mean() <= bet.mean() + together.standardError();
    if (calmer.calmEnough() && back) {
      clean.clear();
      process = new EProcess(bet);
      state = calmer.resolve();
    } else {
      state = calmer;
    }
  }

  /** Ends the alert because the release is used no longer; whether there was one to end. */
  boolean retire() {
    process = new EProcess(bet);
    restarted = new EProcess(bet);
    window = Tally.EMPTY;
    clean.clear();
    if (state instanceof AlertState.Firing firing) {
      state = firing.resolve();
      return true;
    }
    return false;
  }

  void write(StateOutput out) {
    out.numbers(process.state()).numbers(restarted.state()).whole(windowIndex);
    writeTally(out, window);
    out.count(clean.size());
    clean.forEach(tally -> writeTally(out, tally));
    AlertStates.write(out, state);
  }

  private static void writeTally(StateOutput out, Tally tally) {
    out.whole(tally.n()).number(tally.sum()).number(tally.squares());
  }

  void read(StateInput in) {
    process = new EProcess(bet, in.numbers());
    restarted = new EProcess(bet, in.numbers());
    windowIndex = in.whole();
    window = readTally(in);
    clean.clear();
    for (int left = in.count(); left > 0; left--) {
      clean.addLast(readTally(in));
    }
    state = AlertStates.read(in);
  }

  private static Tally readTally(StateInput in) {
    return new Tally(in.whole(), in.number(), in.number());
  }
}
