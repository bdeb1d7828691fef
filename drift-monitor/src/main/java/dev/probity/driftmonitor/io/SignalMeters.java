// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor.io;

import dev.probity.driftmonitor.MonitorListener;
import dev.probity.driftmonitor.Note;
import dev.probity.model.monitor.MetricCatalogue;
import dev.probity.model.monitor.MetricText;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Evidence;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.WindowStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The last final row of each series as gauges; insufficient means NaN, never a missing series.
 * Labels come from the profile and from closed lists.
 */
final class SignalMeters implements MonitorListener {
  private static final String RATIO_CHANGE = "impact_ratio_change";

  private final MeterRegistry registry;
  private final Map<String, Double> values = new ConcurrentHashMap<>();
  private final Map<String, Tags> firing = new ConcurrentHashMap<>();

  SignalMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void noted(Note note) {
    if (note.leftOut()) {
      Counter.builder("probity.monitor.left.out")
          .description("Records the monitor met and left out, by reason; none is silent")
          .tag("reason", note.code())
          .register(registry)
          .increment();
    }
    switch (note) {
      case REDELIVERED ->
          count("probity.monitor.redelivered", "Predictions delivered again and dropped");
      case LATE ->
          count("probity.monitor.late", "Predictions that amended a final window of event time");
      case CLOCK_SKEW ->
          count(
              "probity.monitor.clock.skew",
              "Predictions whose event lies too far from its record, whose time is taken instead");
      default -> {
        // Counted by reason alone.
      }
    }
  }

  private void count(String name, String text) {
    Counter.builder(name).description(text).register(registry).increment();
  }

  @Override
  public void waiting(int partition, int predictions) {
    gauge(
        "probity.monitor.waiting.predictions",
        "Predictions that wait for their release",
        Tags.of("partition", Integer.toString(partition)),
        (double) predictions);
  }

  @Override
  public void signalled(Signal signal) {
    if (signal.window().status() == WindowStatus.PROVISIONAL) {
      return;
    }
    switch (signal.series().windowType()) {
      case STREAM -> alarm(signal);
      case COUNT -> window(signal);
      case TUMBLING, SLIDING -> {
        // A gauge has one value; it is that of the windows that alarm. The topic has all.
      }
    }
  }

  private void window(Signal signal) {
    switch (signal.series().family()) {
      case DRIFT -> drift(signal);
      case PERFORMANCE -> performance(signal);
      case CALIBRATION -> column(signal);
      case FAIRNESS -> fairness(signal);
      case DQ, STATS -> column(signal);
      case ATTRIBUTION -> attribution(signal);
    }
  }

  private void attribution(Signal signal) {
    String column = signal.series().column();
    if (!signal.series().segment().equals("all")) {
      // A gauge is of the whole; the topic has the groups.
      return;
    }
    if (signal.series().metric().equals("attribution_distance")) {
      gauge(
          "probity.attribution.shift.ratio",
          definition(signal) + "; the last window of explanations",
          Tags.of("feature", column),
          signal.estimate().value());
    } else if (signal.series().metric().equals("importance_share")) {
      gauge(
          "probity.attribution.importance.ratio",
          definition(signal) + "; the last window of explanations",
          Tags.of("feature", column),
          signal.estimate().value());
    }
  }

  private void drift(Signal signal) {
    if (signal.series().metric().equals("pca_reconstruction_error")) {
      gauge(
          "probity.pca.reconstruction.error",
          definition(signal) + "; the last window",
          Tags.empty(),
          signal.estimate().value());
      gauge(
          "probity.pca.reconstruction.threshold",
          "Limit of the mean reconstruction error",
          Tags.empty(),
          signal.limits().upperThreshold());
      return;
    }
    Tags tags = Tags.of("feature", signal.series().column(), "method", signal.series().metric());
    gauge(
        "probity.drift.distance",
        "Distance of a column's last window from its reference",
        tags,
        signal.estimate().value());
    gauge(
        "probity.drift.threshold",
        "Limit of the distance; NaN when the method has none",
        tags,
        signal.limits().upperThreshold());
    gauge(
        "probity.drift.p.value",
        "Chance of such a window without any change; NaN when the method has none",
        tags,
        signal.evidence().pValue());
    gauge(
        "probity.drift.observations",
        "Rows of a column's last window",
        tags,
        (double) signal.window().n());
  }

  private void performance(Signal signal) {
    String metric = signal.series().metric().equals("roc_auc") ? "auc" : signal.series().metric();
    SignalKind kind = signal.series().kind();
    boolean estimated = kind == SignalKind.ESTIMATED;
    String name = "probity." + kind.code() + "." + metric;
    String text = basis(kind) + definition(signal) + "; the last window";
    Tags tags = Tags.of("group", signal.series().segment());
    gauge(name + ".ratio", text, tags, signal.estimate().value());
    gauge(name + ".lower.ratio", text + ", lower end", tags, signal.estimate().lower());
    gauge(name + ".upper.ratio", text + ", upper end", tags, signal.estimate().upper());
    if (!estimated) {
      gauge(
          "probity.monitor.maturity.ratio",
          "Share of the last reported window whose truth is known",
          Tags.empty(),
          signal.window().maturity());
    }
  }

  private static String basis(SignalKind kind) {
    return switch (kind) {
      case ESTIMATED, ESTIMATED_RECALIBRATED -> "Label-free estimate: ";
      case JOINT -> "Labels where known, estimate elsewhere: ";
      case REALIZED, OBSERVED -> "By labels: ";
    };
  }

  /** A figure of a column, or of the window when it names none: a name per metric. */
  private void column(Signal signal) {
    String column = signal.series().column();
    String metric = signal.series().metric();
    String name =
        switch (metric) {
          case "missing_rate", "unseen_rate", "range_rate", "duplicate_rate", "coverage_rate" ->
              "probity." + metric.replace("_rate", ".ratio");
          case "calibration_error", "calibration_gap" ->
              "probity." + metric.replace('_', '.') + ".ratio";
          case "override_rate", "defer_rate", "contest_rate", "hasty_rate" ->
              "probity.oversight." + metric.replace("_rate", ".ratio");
          case "review_seconds" -> "probity.oversight.review.mean.seconds";
          default -> "probity.column." + metric;
        };
    gauge(
        name,
        definition(signal) + "; the last window",
        column.isEmpty() ? Tags.empty() : Tags.of("feature", column),
        signal.estimate().value());
  }

  /** The alarm of a column or attribute is a process of its own; what only stands is none. */
  private void alarm(Signal signal) {
    SignalSeries series = signal.series();
    if (signal.evidence().eValueLog10() == null) {
      return;
    }
    String of = series.column().isEmpty() ? "" : "/" + series.column();
    gauge(
        "probity.monitor.e.value.log10",
        "Decimal logarithm of an alarm's e-value; 2 rings",
        Tags.of("process", series.metric() + of, "segment", series.segment()),
        signal.evidence().eValueLog10());
  }

  private void fairness(Signal signal) {
    Tags tags = Tags.of("attribute", signal.series().column(), "group", signal.series().segment());
    if (!signal.series().metric().equals("impact_ratio")) {
      groupFigure(signal, tags);
      return;
    }
    gauge(
        "probity.fairness.impact.ratio",
        "Selection rate of a group over that of the privileged one; may exceed 1",
        tags,
        signal.estimate().value());
    gauge(
        "probity.fairness.impact.lower.ratio",
        "Lower end of the impact ratio's interval",
        tags,
        signal.estimate().lower());
    gauge(
        "probity.fairness.impact.upper.ratio",
        "Upper end of the impact ratio's interval",
        tags,
        signal.estimate().upper());
    gauge(
        "probity.group.observations",
        "Rows of a group in the last window",
        tags,
        (double) signal.window().n());
    gauge(
        "probity.group.sufficient",
        "1 when a group is large enough to be judged, else 0",
        tags,
        signal.evidence().evidence() == Evidence.INSUFFICIENT ? 0.0 : 1.0);
  }

  /** A rate or difference: one name per metric, estimated and realized apart. */
  private void groupFigure(Signal signal, Tags tags) {
    String metric = signal.series().metric();
    String what = metric.equals(RATIO_CHANGE) ? "impact.change" : metric.replace('_', '.');
    String basis =
        switch (signal.series().kind()) {
          case OBSERVED -> "";
          case ESTIMATED, ESTIMATED_RECALIBRATED, JOINT -> "estimated.";
          case REALIZED -> "realized.";
        };
    String name = "probity.fairness." + basis + what;
    String text = definition(signal);
    gauge(name + ".ratio", text, tags, signal.estimate().value());
    gauge(name + ".lower.ratio", text + "; lower end", tags, signal.estimate().lower());
    gauge(name + ".upper.ratio", text + "; upper end", tags, signal.estimate().upper());
  }

  /** The catalogue's words; a metric of a later version has its name. */
  private static String definition(Signal signal) {
    MetricText text = MetricCatalogue.of(signal.series().metric());
    return text == null ? signal.series().metric() : text.definition();
  }

  @Override
  public void alerted(Alert alert) {
    Tags tags =
        Tags.of("family", alert.series().family().code(), "severity", alert.severity().code());
    if (alert.state() == AlertStatus.FIRING && alert.silencedUntil() == null) {
      firing.put(alert.key(), tags);
    } else {
      firing.remove(alert.key());
    }
    long count = firing.values().stream().filter(tags::equals).count();
    gauge(
        "probity.alerts.active", "Alerts that fire now and are not silenced", tags, (double) count);
  }

  private void gauge(String name, String text, Tags tags, @Nullable Double value) {
    String key = name + tags;
    boolean isNew = values.put(key, value == null ? Double.NaN : value) == null;
    if (isNew) {
      Gauge.builder(name, values, all -> all.getOrDefault(key, Double.NaN))
          .description(text)
          .tags(tags)
          .register(registry);
    }
  }
}
