// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseMetric;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells a run in words and tables. */
public final class Story {
  private static final List<String> METRICS = List.of("roc_auc", "accuracy");

  private final PrintWriter out;
  private final LiveTable table;
  private final boolean told;

  /**
   * A story for a reader.
   *
   * @param out where it is told
   * @param terminal whether the table can be drawn again in place
   * @param told false keeps silent
   */
  public Story(PrintWriter out, boolean terminal, boolean told, InstantSource clock) {
    this.out = out;
    this.told = told;
    this.table = new LiveTable(out, terminal, told, clock);
  }

  /** A line that stays. */
  public void line(String text) {
    table.line(text);
  }

  /** A line that stays, unless there is nothing to say. */
  void note(String text) {
    if (!text.isEmpty()) {
      line(text);
    }
  }

  boolean isDue() {
    return table.isDue();
  }

  void table(String title, List<LiveTable.Row> rows) {
    table.show(title, rows);
  }

  void release(ModelRelease release) {
    line(
        "  %s %s, digest %s"
            .formatted(release.name(), release.version(), release.digest().substring(0, 12)));
    if (release.manifest() == null) {
      return;
    }
    for (ReleaseMetric metric : release.manifest().metrics()) {
      if (metric.fold().equals("test")) {
        line(
            "  own test folds: %s %s, n %,d"
                .formatted(
                    metric.name(),
                    band(metric.value(), metric.lower(), metric.upper()),
                    metric.n()));
      }
    }
  }

  void alert(Alert alert, int phase) {
    if (alert.state() == AlertStatus.PENDING) {
      return;
    }
    String evidence =
        alert.eValueLog10() == null
            ? ""
            : String.format(Locale.ROOT, ", evidence 10^%.1f", alert.eValueLog10());
    String group = alert.series().segment().equals("all") ? "" : " " + alert.series().segment();
    String series = (alert.series().metric() + " " + alert.series().column()).strip() + group;
    line(
        "  alert %s: %s %s, phase %d%s"
            .formatted(alert.state().code(), alert.severity().code(), series, phase + 1, evidence));
  }

  /** Whether a line of the story rests on the signal. */
  static boolean tells(Signal signal) {
    return isStanding(signal)
        || (METRICS.contains(signal.series().metric()) && signal.series().segment().equals("all"));
  }

  /** Whether the signal says that a policy is not met, whatever has changed. */
  static boolean isStanding(Signal signal) {
    return "policy-standing".equals(signal.limits().thresholdRule());
  }

  /** Estimated beside realized performance, phase by phase. */
  void phases(
      List<Phase> phases,
      List<Long> ends,
      List<Signal> signals,
      List<Alert> alerts,
      List<Integer> alertPhases) {
    line("");
    line("performance by phase, mean of the windows inside it, three standard errors either way");
    line(
        "  %-10s %-9s %-28s %-28s %s"
            .formatted("phase", "metric", "estimated without labels", "realized", "alerts"));
    long from = 0;
    for (int i = 0; i < ends.size(); i++) {
      long to = ends.get(i);
      for (String metric : METRICS) {
        line(
            "  %-10s %-9s %-28s %-28s %s"
                .formatted(
                    phases.get(i).name(),
                    metric,
                    figures(signals, metric, SignalKind.ESTIMATED, from, to),
                    figures(signals, metric, SignalKind.REALIZED, from, to),
                    metric.equals("roc_auc") ? alerts(alerts, alertPhases, i) : ""));
      }
      from = to;
    }
  }

  private static String figures(
      List<Signal> signals, String metric, SignalKind kind, long from, long to) {
    PhaseFigures figures = PhaseFigures.of(signals, metric, kind, from, to, DemoReach.WINDOW);
    return figures == null
        ? "too few records"
        : band(figures.value(), figures.lower(), figures.upper())
            + String.format(Locale.ROOT, " n %,d", figures.n());
  }

  /** Warning and critical ones, as the closing table counts them; diagnostic ones explain them. */
  private static String alerts(List<Alert> alerts, List<Integer> phases, int phase) {
    long fired = 0;
    long resolved = 0;
    for (int i = 0; i < phases.size(); i++) {
      boolean counts = alerts.get(i).severity() != Severity.DIAGNOSTIC;
      if (counts && phases.get(i) == phase) {
        fired += alerts.get(i).state() == AlertStatus.FIRING ? 1 : 0;
        resolved += alerts.get(i).state() == AlertStatus.RESOLVED ? 1 : 0;
      }
    }
    return "%d fired, %d resolved".formatted(fired, resolved);
  }

  private static String band(double value, @Nullable Double lower, @Nullable Double upper) {
    return lower == null || upper == null
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", value, lower, upper);
  }

  /** The conservation sum and a closing table. */
  public void closing(Totals totals) {
    line("");
    line(
        "accepted %,d = scored %,d + rejected after acceptance %,d + lost %,d"
            .formatted(
                totals.accepted(),
                totals.scored(),
                totals.rejectedAfterAcceptance(),
                totals.lost()));
    line(
        "bad records sent %,d = refused at a door %,d + rejected after acceptance %,d"
            .formatted(totals.badSent(), totals.rejected(), totals.rejectedAfterAcceptance()));
    line(
        "ledger entries %,d = records on the topics %,d; doubled %,d"
            .formatted(totals.recorded(), totals.onTopics(), totals.duplicated()));
    line("");
    totals.fields().forEach((name, value) -> row(name, value));
    if (told) {
      out.flush();
    }
  }

  private void row(String name, @Nullable Object value) {
    if (!name.equals("schema")) {
      String text =
          value instanceof Double number
              ? String.format(Locale.ROOT, number > 100 ? "%,.0f" : "%.4f", number)
              : String.valueOf(value);
      line("  %-26s %s".formatted(name, text));
    }
  }
}
