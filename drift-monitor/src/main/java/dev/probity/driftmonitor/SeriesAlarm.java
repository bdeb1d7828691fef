// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.Bet;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalSeries;
import java.time.Instant;
import java.util.List;

/** An {@link AlarmLane} under the name of its series: what it shows becomes records. */
final class SeriesAlarm {
  /** Why an alert ended by itself. */
  static final String CLEAN = "clean";

  private final SignalSeries series;
  private final Severity severity;
  private final AlarmLane lane;
  private final AlarmSignals signals;

  SeriesAlarm(
      SignalSeries series, Severity severity, Bet bet, int windowRows, AlarmSignals signals) {
    this.series = series;
    this.severity = severity;
    this.lane = new AlarmLane(bet, windowRows);
    this.signals = signals;
  }

  boolean firing() {
    return lane.state() instanceof AlertState.Firing;
  }

  /** Takes one record; whether there was something to tell. */
  boolean add(double x, Instant at, List<Emission> out) {
    AlarmLane.Step step = lane.add(x, at);
    if (step == null) {
      return false;
    }
    tell(step, at, out);
    return true;
  }

  /** Closes the window, whatever it holds. */
  void close(Instant at, List<Emission> out) {
    tell(lane.close(at), at, out);
  }

  private void tell(AlarmLane.Step step, Instant at, List<Emission> out) {
    Tally tally = step.tally();
    Signal signal =
        signals.of(
            series,
            new AlarmSignals.Reading(
                tally.mean(),
                tally.standardError(),
                AlarmSignals.above(lane.bet().mean()),
                step.log10(),
                AlarmLane.ALARM_LOG10,
                null),
            AlarmSignals.occasion(
                step.window(),
                step.windowClosed(),
                tally.n(),
                series.kind() == SignalKind.REALIZED,
                at));
    out.add(new Emission.OfSignal(signal));
    AlertState changed = step.changedTo();
    if (changed != null) {
      boolean over = changed instanceof AlertState.Resolved;
      out.add(new Emission.OfAlert(Alerts.of(changed, signal, severity, over ? CLEAN : null)));
    }
  }

  /** Ends what is open, because the release is used no longer. */
  void retire(Instant at, List<Emission> out) {
    if (lane.retire()) {
      out.add(new Emission.OfAlert(Alerts.replaced(lane.state(), series, severity, at)));
    }
  }

  void write(StateOutput out) {
    lane.write(out);
  }

  void read(StateInput in) {
    lane.read(in);
  }
}
