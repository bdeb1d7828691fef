// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.DriftMethod;
import dev.probity.model.monitor.Limits;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.WindowType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Alerts of figures that are held against limits, one closed window after the other: distances of
 * columns, how rows hang together, what moves the score, what is wrong with the data, and how
 * people review. An alert exists from its series' first breach on, so that what is kept is what
 * ever was wrong.
 */
final class WindowAlerts {
  /**
   * Which figures alert.
   *
   * @param family the figure's subject
   * @param severity how loud
   * @param confirming breaches among three windows that confirm it; 1 fires at once
   */
  private record Rule(SignalFamily family, Severity severity, int confirming) {}

  private static final int TWO = AlertState.CONFIRMING_BREACHES;

  private static final Map<String, Rule> RULES =
      Map.of(
          DriftMethod.JENSEN_SHANNON.wireName(),
          new Rule(SignalFamily.DRIFT, Severity.DIAGNOSTIC, TWO),
          WindowReport.RECONSTRUCTION,
          new Rule(SignalFamily.DRIFT, Severity.DIAGNOSTIC, TWO),
          AttributionRows.DISTANCE,
          new Rule(SignalFamily.ATTRIBUTION, Severity.DIAGNOSTIC, TWO),
          AttributionRows.TOTAL,
          new Rule(SignalFamily.ATTRIBUTION, Severity.DIAGNOSTIC, TWO),
          "range_rate",
          new Rule(SignalFamily.DQ, Severity.WARNING, 1),
          "duplicate_rate",
          new Rule(SignalFamily.DQ, Severity.WARNING, 1),
          "override_rate",
          new Rule(SignalFamily.STATS, Severity.WARNING, TWO),
          "hasty_rate",
          new Rule(SignalFamily.STATS, Severity.WARNING, TWO));

  private final Map<String, Kept> alerts = new TreeMap<>();

  /** A series that breached its limits once, and its alert. */
  private record Kept(SignalSeries series, DriftAlert alert) {}

  /** The figures that alert. */
  static Set<String> metrics() {
    return RULES.keySet();
  }

  /** Takes what closed windows say. */
  void take(List<Signal> signals, List<Emission> out) {
    signals.forEach(signal -> take(signal, out));
  }

  private void take(Signal signal, List<Emission> out) {
    Rule rule = rule(signal.series());
    Double value = signal.estimate().value();
    if (rule == null || value == null) {
      return;
    }
    Limits limits = limits(signal);
    Kept kept = alerts.get(signal.key());
    if (kept == null) {
      if (!limits.breachedBy(value)) {
        return;
      }
      kept = new Kept(signal.series(), new DriftAlert(rule.confirming()));
      alerts.put(signal.key(), kept);
    }
    DriftAlert alert = kept.alert();
    boolean firing = alert.state() instanceof AlertState.Firing;
    if (alert.window(signal.window().label(), value, limits, signal.computedAt())) {
      boolean over = alert.state() instanceof AlertState.Resolved;
      String ended = firing ? SeriesAlarm.CLEAN : "not-confirmed";
      out.add(
          new Emission.OfAlert(
              Alerts.of(alert.state(), signal, rule.severity(), over ? ended : null)));
    }
  }

  private static @Nullable Rule rule(SignalSeries series) {
    boolean windows =
        series.windowType() == WindowType.COUNT
            && series.kind() == SignalKind.OBSERVED
            && series.segment().equals(Signals.ALL);
    return windows ? RULES.get(series.metric()) : null;
  }

  private static Limits limits(Signal signal) {
    Double lower = signal.limits().lowerThreshold();
    Double upper = signal.limits().upperThreshold();
    return new Limits(lower == null ? Double.NaN : lower, upper == null ? Double.NaN : upper, 0);
  }

  /** Ends what is open, because the release is used no longer. */
  void retire(Instant at, List<Emission> out) {
    for (Kept kept : alerts.values()) {
      Rule rule = rule(kept.series());
      if (rule != null && kept.alert().retire()) {
        out.add(
            new Emission.OfAlert(
                Alerts.replaced(kept.alert().state(), kept.series(), rule.severity(), at)));
      }
    }
  }

  void write(StateOutput out) {
    out.count(alerts.size());
    for (Kept kept : alerts.values()) {
      out.text(kept.series().metric()).text(kept.series().column());
      kept.alert().write(out);
    }
  }

  void read(StateInput in, Signals signals) {
    alerts.clear();
    for (int left = in.count(); left > 0; left--) {
      String metric = in.text();
      String column = in.text();
      Rule rule = RULES.get(metric);
      if (rule == null) {
        throw new IllegalStateException(
            "the state has an alert on %s, which never alerts. Maybe it is of another version"
                .formatted(metric));
      }
      SignalSeries series =
          signals.series(
              rule.family(), metric, column, Signals.ALL, SignalKind.OBSERVED, WindowType.COUNT);
      DriftAlert alert = new DriftAlert(rule.confirming());
      alert.read(in);
      alerts.put(series.key(), new Kept(series, alert));
    }
  }
}
