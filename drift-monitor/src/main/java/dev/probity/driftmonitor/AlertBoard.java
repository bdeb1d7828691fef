// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalFamily;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The alarms of a release that move with scores and truths, and the alerts of closed windows. */
final class AlertBoard {
  /** The form of what is stored. */
  private static final int STATE_VERSION = 2;

  private final MonitoredRelease release;
  private final WindowReport report;
  private final List<Watched> alarms = new ArrayList<>();
  private final GroupAlarms groups;
  private final WindowAlerts windows = new WindowAlerts();

  /** An alarm of the whole model and its series. */
  private record Watched(Alarm alarm, SeriesAlarm lane) {}

  AlertBoard(MonitoredRelease release, MonitorSettings settings, WindowReport report) {
    this.release = release;
    this.report = report;
    AlarmSignals signals = report.alarms();
    for (Alarm alarm : Alarm.values()) {
      alarms.add(
          new Watched(
              alarm,
              new SeriesAlarm(
                  signals.series(alarm.family(), alarm.metric(), "", Signals.ALL, alarm.kind()),
                  alarm.severity(),
                  alarm.bet(release.reference(), settings.tolerances()),
                  settings.chunkRows(),
                  signals)));
    }
    this.groups =
        new GroupAlarms(release.reference(), settings.tolerances(), settings.chunkRows(), signals);
  }

  /** Every alarm that moves with such records takes this one; whether one had something to tell. */
  boolean move(Move move, Instant at, List<Emission> out) {
    boolean told = false;
    for (Watched one : alarms) {
      if (one.alarm().needsLabel() == move.labels()) {
        double x = one.alarm().x(move.calibrated(), move.positive(), move.label());
        told |= one.lane().add(x, at, out);
      }
    }
    return move.labels() ? groups.label(move, at, out) || told : told;
  }

  /** Label-free estimates hold while the reference was calibrated and no outcome says otherwise. */
  boolean cbpeValid() {
    boolean calibrated =
        alarms.stream()
            .filter(one -> one.alarm().family() == SignalFamily.CALIBRATION)
            .filter(one -> one.alarm().severity() == Severity.CRITICAL)
            .noneMatch(one -> one.lane().firing());
    return calibrated && release.reference().calibration().valid();
  }

  /** What closed windows say, and the alerts that come of it. */
  void closed(List<Signal> signals, List<Emission> out) {
    windows.take(signals, out);
  }

  /** Ends what is open, because the release is used no longer. */
  void retire(Instant at, List<Emission> out) {
    alarms.forEach(one -> one.lane().retire(at, out));
    groups.retire(at, out);
    windows.retire(at, out);
  }

  void write(StateOutput out) {
    out.code(STATE_VERSION);
    alarms.forEach(one -> one.lane().write(out));
    groups.write(out);
    windows.write(out);
  }

  void read(StateInput in) {
    in.form("the state of the alarms", STATE_VERSION);
    alarms.forEach(one -> one.lane().read(in));
    groups.read(in);
    windows.read(in, report.signals());
  }
}
