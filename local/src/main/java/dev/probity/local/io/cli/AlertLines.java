// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.model.monitor.MetricCatalogue;
import dev.probity.model.monitor.MetricText;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertCause;
import dev.probity.topics.record.SignalSeries;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Alerts as people and as programs read them. */
final class AlertLines {
  static final String ROW = "%-12s  %-10s  %-8s  %-36s  %-10s  %-11s  %s%n";
  private static final int SHORT_ID = 12;
  private static final int MOST_DIGITS = 6;

  private AlertLines() {}

  static Object[] head() {
    return new Object[] {
      "alert", "severity", "state", "about", "value", "limit, or E", "since, handling"
    };
  }

  static Object[] row(Alert alert) {
    return new Object[] {
      shortId(alert.alertId()),
      alert.severity().code(),
      alert.state().code(),
      about(alert.series()),
      number(alert.value()),
      limit(alert),
      alert.since() + handling(alert)
    };
  }

  /** The digits that are enough to name it. */
  static String shortId(String id) {
    return id.substring(0, Math.min(SHORT_ID, id.length()));
  }

  /** Metric, column and group, as far as there are such. */
  static String about(SignalSeries series) {
    String column = series.column().isEmpty() ? "" : " of " + series.column();
    String segment = series.segment().equals("all") ? "" : " in " + series.segment();
    return series.metric() + column + segment;
  }

  /** Four digits, or a dash. */
  static String number(@Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String limit(Alert alert) {
    Double evidence = alert.eValueLog10();
    if (evidence != null) {
      return evidence(evidence);
    }
    return number(alert.upperThreshold() == null ? alert.lowerThreshold() : alert.upperThreshold());
  }

  /** An e-value: as a number while that is short, then as a power. */
  private static String evidence(double log10) {
    return log10 < MOST_DIGITS
        ? String.format(Locale.ROOT, "E=%.0f", Math.pow(10, log10))
        : String.format(Locale.ROOT, "E=10^%.1f", log10);
  }

  /** What an alert's metric is, in the catalogue's words; its name when a later version has it. */
  static String meaning(Alert alert) {
    MetricText text = MetricCatalogue.of(alert.series().metric());
    return text == null ? alert.series().metric() : text.definition();
  }

  private static String handling(Alert alert) {
    Instant until = alert.silencedUntil();
    String actor = alert.acknowledgedBy();
    return (actor == null ? "" : ", " + actor + ": " + alert.reason())
        + (until == null ? "" : ", silent until " + until);
  }

  /** A possible cause, as one line. */
  static String cause(AlertCause cause) {
    return String.format(
        Locale.ROOT,
        "%-16s %s %.4f, limit %.4f: %.1f times; weight %.2f",
        cause.column(),
        cause.metric(),
        cause.value(),
        cause.threshold(),
        cause.value() / cause.threshold(),
        cause.weight());
  }

  static Map<String, @Nullable Object> fields(Alert alert) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("alertId", alert.alertId());
    fields.put("model", alert.series().model());
    fields.put("modelDigest", alert.series().modelDigest());
    fields.put("series", alert.key());
    fields.put("family", alert.series().family().code());
    fields.put("state", alert.state().code());
    fields.put("severity", alert.severity().code());
    fields.put("since", alert.since().toString());
    fields.put("changedAt", alert.changedAt().toString());
    fields.put("breaches", alert.breaches());
    fields.put("value", alert.value());
    fields.put("worstValue", alert.worstValue());
    fields.put("lowerThreshold", alert.lowerThreshold());
    fields.put("upperThreshold", alert.upperThreshold());
    fields.put("eValueLog10", alert.eValueLog10());
    fields.put("incidentId", alert.incidentId());
    fields.put("reason", alert.reason());
    fields.put("acknowledgedBy", alert.acknowledgedBy());
    Instant until = alert.silencedUntil();
    fields.put("silencedUntil", until == null ? null : until.toString());
    fields.put("causes", alert.causes().stream().map(AlertLines::fields).toList());
    return fields;
  }

  private static Map<String, Object> fields(AlertCause cause) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("column", cause.column());
    fields.put("metric", cause.metric());
    fields.put("value", cause.value());
    fields.put("threshold", cause.threshold());
    fields.put("weight", cause.weight());
    return fields;
  }

  /** The most urgent first, then the oldest. */
  static List<Alert> urgentFirst(List<Alert> alerts) {
    return alerts.stream()
        .sorted(
            Comparator.comparing(Alert::severity)
                .thenComparing(Alert::since)
                .thenComparing(Alert::key))
        .toList();
  }
}
