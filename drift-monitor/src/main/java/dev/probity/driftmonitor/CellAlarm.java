// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.CellProcess;
import dev.probity.model.monitor.Limits;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalLimits;
import dev.probity.topics.record.SignalSeries;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The alarm of a series whose records fall into cells. It rings when told that its evidence is
 * enough. It ends after three consecutive windows in which the process, restarted at the window's
 * first record, stays below 10, and whose common counts lie within the limits, up to one standard
 * error; then the process starts anew.
 */
final class CellAlarm {
  /** Decimal logarithm of the e-value below which a restarted window is clean. */
  private static final double CLEAN_LOG10 = 1;

  private final SignalSeries series;
  private final Severity severity;
  private final AlarmSignals signals;
  private final Supplier<? extends CellProcess> fresh;
  private CellProcess process;
  private @Nullable CellProcess restarted;
  private long[] window;
  private long[] before;
  private final Deque<long[]> clean = new ArrayDeque<>();
  private double log10;
  private AlertState state = new AlertState.Quiet();

  /**
   * How strong evidence must be.
   *
   * @param log10 the e-value's logarithm that is a finding
   * @param findings how many there are among the series tested together; null for one of its own
   */
  record Bound(double log10, @Nullable Long findings) {
    /** One test at alpha = .01. */
    static final Bound ALONE = new Bound(AlarmLane.ALARM_LOG10, null);
  }

  CellAlarm(
      SignalSeries series,
      Severity severity,
      AlarmSignals signals,
      Supplier<? extends CellProcess> fresh) {
    this.series = series;
    this.severity = severity;
    this.signals = signals;
    this.fresh = fresh;
    this.process = fresh.get();
    this.window = new long[process.cells()];
    this.before = new long[process.cells()];
  }

  boolean firing() {
    return state instanceof AlertState.Firing;
  }

  /** The e-value's decimal logarithm after the last complete block. */
  double log10() {
    return log10;
  }

  /** Takes one record; whether a block was completed, so that the evidence changed. */
  boolean add(int cell) {
    window[cell]++;
    if (restarted != null) {
      restarted.add(cell);
    }
    boolean block = process.add(cell);
    log10 = block ? process.log10() : log10;
    return block;
  }

  /** Rings, unless it does already or no value can be told yet; whether it rang. */
  boolean ring(long index, Bound bound, Instant at, List<Emission> out) {
    double value = process.value(recent());
    if (firing() || Double.isNaN(value)) {
      return false;
    }
    Breach breach = new Breach(Long.toString(index), value, at, value < 0);
    state =
        switch (state) {
          case AlertState.Quiet quiet -> quiet.fire(breach);
          case AlertState.Resolved resolved -> resolved.fire(breach);
          case AlertState.Pending pending -> pending.breached(breach);
          case AlertState.Firing firing -> firing;
        };
    Signal signal = signal(index, false, value, recent(), bound, at);
    out.add(new Emission.OfSignal(signal));
    out.add(new Emission.OfAlert(Alerts.of(state, signal, severity, null)));
    return true;
  }

  /** The open window and the one before it: a window may just have begun. */
  private long[] recent() {
    return plus(window, before);
  }

  private static long[] plus(long[] one, long[] other) {
    long[] sum = one.clone();
    Arrays.setAll(sum, cell -> sum[cell] + other[cell]);
    return sum;
  }

  private Signal signal(
      long index, boolean closed, double value, long[] counts, Bound bound, Instant at) {
    Limits limits = process.limits();
    long n = Arrays.stream(counts).sum();
    return signals.of(
        series,
        new AlarmSignals.Reading(
            value,
            Double.NaN,
            new SignalLimits(
                Signals.finite(limits.lower()), Signals.finite(limits.upper()), "e-process", null),
            log10,
            bound.log10(),
            bound.findings()),
        AlarmSignals.occasion(index, closed, n, false, at));
  }

  /** The window is complete. */
  void close(long index, Bound bound, Instant at, List<Emission> out) {
    double value = process.value(window);
    Signal signal = signal(index, true, value, window, bound, at);
    out.add(new Emission.OfSignal(signal));
    if (state instanceof AlertState.Firing firing && restarted != null) {
      judge(firing, restarted, new Breach(Long.toString(index), value, at, value < 0));
      if (state instanceof AlertState.Resolved) {
        out.add(new Emission.OfAlert(Alerts.of(state, signal, severity, SeriesAlarm.CLEAN)));
      }
    }
    before = window;
    window = new long[process.cells()];
    restarted = firing() ? fresh.get() : null;
  }

  private void judge(AlertState.Firing firing, CellProcess anew, Breach breach) {
    if (anew.log10() >= CLEAN_LOG10) {
      clean.clear();
      state = Double.isNaN(breach.value()) ? firing.unclear() : firing.breached(breach);
      return;
    }
    clean.addLast(window);
    if (clean.size() > AlertState.CLEAN_WINDOWS) {
      clean.removeFirst();
    }
    AlertState.Firing calmer = firing.clean();
    long[] together = clean.stream().reduce(new long[window.length], CellAlarm::plus);
    if (calmer.calmEnough() && process.within(together)) {
      startAnew();
      state = calmer.resolve();
    } else {
      state = calmer;
    }
  }

  private void startAnew() {
    clean.clear();
    process = fresh.get();
    log10 = 0;
  }

  /** Ends what is open, because the release is used no longer. */
  void retire(Instant at, List<Emission> out) {
    startAnew();
    restarted = null;
    window = new long[process.cells()];
    before = new long[process.cells()];
    if (state instanceof AlertState.Firing firing) {
      state = firing.resolve();
      out.add(new Emission.OfAlert(Alerts.replaced(state, series, severity, at)));
    }
  }

  void write(StateOutput out) {
    out.numbers(process.state()).flag(restarted != null);
    if (restarted != null) {
      out.numbers(restarted.state());
    }
    write(out, window);
    write(out, before);
    out.count(clean.size());
    clean.forEach(counts -> write(out, counts));
    out.number(log10);
    AlertStates.write(out, state);
  }

  private static void write(StateOutput out, long[] counts) {
    for (long count : counts) {
      out.whole(count);
    }
  }

  void read(StateInput in) {
    process = fresh.get();
    process.restore(in.numbers());
    restarted = null;
    if (in.flag()) {
      CellProcess anew = fresh.get();
      anew.restore(in.numbers());
      restarted = anew;
    }
    window = counts(in);
    before = counts(in);
    clean.clear();
    for (int left = in.count(); left > 0; left--) {
      clean.addLast(counts(in));
    }
    log10 = in.number();
    state = AlertStates.read(in);
  }

  private long[] counts(StateInput in) {
    long[] counts = new long[process.cells()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = in.whole();
    }
    return counts;
  }
}
