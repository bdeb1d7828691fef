// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.ColumnFold;
import dev.probity.model.monitor.ColumnReference;
import dev.probity.model.monitor.DriftMethod;
import dev.probity.model.monitor.Limits;
import dev.probity.model.monitor.MonitorMode;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.WindowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The alarms of a release and the alerts of its columns. */
final class AlertBoard {
  private static final String CLEAN = "clean";

  private final MonitoredRelease release;
  private final WindowReport report;
  private final List<AlarmLane> lanes = new ArrayList<>();
  private final Map<String, DriftAlert> driftAlerts = new LinkedHashMap<>();

  AlertBoard(MonitoredRelease release, MonitorSettings settings, WindowReport report) {
    this.release = release;
    this.report = report;
    for (Alarm alarm : Alarm.values()) {
      lanes.add(
          new AlarmLane(
              alarm, alarm.bet(release.reference(), settings.tolerances()), settings.chunkRows()));
    }
    for (ColumnReference column : release.reference().columns()) {
      driftAlerts.put(column.name(), new DriftAlert());
    }
  }

  /** Every alarm that moves with such records takes this one; whether one had something to tell. */
  boolean move(
      boolean labels,
      double calibrated,
      boolean positive,
      boolean label,
      Instant at,
      List<Emission> out) {
    boolean told = false;
    for (AlarmLane lane : lanes) {
      if (lane.alarm().needsLabel() == labels) {
        AlarmLane.Step step = lane.add(lane.alarm().x(calibrated, positive, label), at);
        if (step != null) {
          tell(lane, step, at, out);
          told = true;
        }
      }
    }
    return told;
  }

  private void tell(AlarmLane lane, AlarmLane.Step step, Instant at, List<Emission> out) {
    long n = step.tally().n();
    Occasion occasion =
        Occasion.standing(
            step.window(),
            step.windowClosed() ? 1 : 0,
            step.windowClosed() ? WindowStatus.FINAL : WindowStatus.PROVISIONAL,
            n,
            lane.alarm().needsLabel() ? n : 0,
            at);
    Signal signal = report.signals().alarm(step, lane.bet().mean(), occasion);
    out.add(new Emission.OfSignal(signal));
    AlertState changed = step.changedTo();
    if (changed != null) {
      boolean over = changed instanceof AlertState.Resolved;
      out.add(
          new Emission.OfAlert(
              Alerts.of(changed, signal, lane.alarm().severity(), over ? CLEAN : null)));
    }
  }

  /** Label-free estimates hold while the reference was calibrated and no outcome says otherwise. */
  boolean cbpeValid() {
    boolean calibrated =
        lanes.stream()
            .filter(lane -> lane.alarm().family() == SignalFamily.CALIBRATION)
            .filter(lane -> lane.alarm().severity() == Severity.CRITICAL)
            .noneMatch(lane -> lane.state() instanceof AlertState.Firing);
    return calibrated && release.reference().calibration().valid();
  }

  void drift(ColumnFold column, Occasion occasion, boolean alarming, List<Emission> out) {
    for (DriftMethod method : column.reference().methods()) {
      String name = column.reference().name();
      Limits limits = report.limits().drift(name, method);
      Signal signal = report.signals().drift(column, method, limits, occasion);
      out.add(new Emission.OfSignal(signal));
      DriftAlert alert = driftAlerts.get(name);
      if (method == DriftMethod.JENSEN_SHANNON && alert != null && alarming) {
        boolean firing = alert.state() instanceof AlertState.Firing;
        double value = column.distance(method, MonitorMode.PROBITY);
        if (alert.window(signal.window().label(), value, limits, occasion.at())) {
          boolean over = alert.state() instanceof AlertState.Resolved;
          String ended = firing ? CLEAN : "not-confirmed";
          out.add(
              new Emission.OfAlert(
                  Alerts.of(alert.state(), signal, Severity.DIAGNOSTIC, over ? ended : null)));
        }
      }
    }
  }

  /** Ends what is open, because the release is used no longer. */
  void retire(Instant at, List<Emission> out) {
    for (AlarmLane lane : lanes) {
      if (lane.retire()) {
        SignalSeries series = report.signals().alarm(lane.alarm());
        out.add(
            new Emission.OfAlert(
                Alerts.replaced(lane.state(), series, lane.alarm().severity(), at)));
      }
    }
    driftAlerts.forEach(
        (column, alert) -> {
          if (alert.retire()) {
            SignalSeries series = report.signals().drift(column, DriftMethod.JENSEN_SHANNON);
            out.add(
                new Emission.OfAlert(
                    Alerts.replaced(alert.state(), series, Severity.DIAGNOSTIC, at)));
          }
        });
  }

  void write(StateOutput out) {
    lanes.forEach(lane -> lane.write(out));
    driftAlerts.values().forEach(alert -> alert.write(out));
  }

  void read(StateInput in) {
    lanes.forEach(lane -> lane.read(in));
    driftAlerts.values().forEach(alert -> alert.read(in));
  }
}
