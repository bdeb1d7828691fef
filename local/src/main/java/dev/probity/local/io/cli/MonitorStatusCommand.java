// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.AlertDesk;
import dev.probity.topics.Roles;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Signal;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the monitor stands now. */
@Command(
    name = "status",
    description = "Where the monitor stands: open alerts, incidents, and the newest figures.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class MonitorStatusCommand implements Callable<Integer> {
  private static final String FIGURE = "%-44s  %-10s  %-9s  %-23s  %-9s  %7s  %s%n";

  @Mixin private Common common = new Common();
  @Mixin private Brokers brokers = new Brokers();
  @Mixin private Acting acting = new Acting();

  @Option(
      names = "--all",
      description = "Also alerts that are over, and the figures of every column and group.")
  private boolean all;

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    acting.principal(common, Roles.OPERATOR, Roles.AUDITOR);
    AlertDesk desk = new AlertDesk(brokers.settings(common, "local"), InstantSource.system());
    Predicate<Alert> shown = alert -> all || alert.state() != AlertStatus.RESOLVED;
    List<Alert> alerts = AlertLines.urgentFirst(desk.alerts().stream().filter(shown).toList());
    List<Signal> figures = desk.signals().stream().filter(this::isShown).toList();
    if (common.json()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("incidents", List.copyOf(incidents(alerts)));
      fields.put("alerts", alerts.stream().map(AlertLines::fields).toList());
      fields.put("figures", figures.stream().map(MonitorStatusCommand::fields).toList());
      new Printer(common).object("probity.monitor.status.v1", fields);
    } else {
      print(alerts, figures);
    }
    return Exit.DONE;
  }

  /** Without --all only what speaks about the model as a whole. */
  private boolean isShown(Signal signal) {
    return all || (signal.series().column().isEmpty() && signal.series().segment().equals("all"));
  }

  /** The incidents in which an alert still fires. */
  private static TreeSet<String> incidents(List<Alert> alerts) {
    TreeSet<String> incidents = new TreeSet<>();
    for (Alert alert : alerts) {
      String incident = alert.incidentId();
      if (alert.state() == AlertStatus.FIRING && incident != null) {
        incidents.add(incident);
      }
    }
    return incidents;
  }

  private void print(List<Alert> alerts, List<Signal> figures) {
    if (alerts.isEmpty()) {
      common.out().println("no open alert");
    } else {
      common.out().printf(AlertLines.ROW, AlertLines.head());
      alerts.forEach(alert -> common.out().printf(AlertLines.ROW, AlertLines.row(alert)));
    }
    for (String incident : incidents(alerts)) {
      common
          .out()
          .printf(
              "%nincident %s: %s%n",
              AlertLines.shortId(incident),
              "probity monitor incident " + AlertLines.shortId(incident));
    }
    if (figures.isEmpty()) {
      common.err().println("no figures yet. Maybe no window is full; the monitor tells at its end");
    } else {
      common.out().println();
      common
          .out()
          .printf(FIGURE, "newest figure", "kind", "value", "interval", "limit", "n", "window");
      new ArrayList<>(figures).forEach(one -> common.out().printf(FIGURE, row(one)));
    }
    common.out().flush();
  }

  private static Object[] row(Signal signal) {
    Double lower = signal.estimate().lower();
    Double limit = signal.limits().lowerThreshold();
    return new Object[] {
      AlertLines.about(signal.series()),
      signal.series().kind().code(),
      AlertLines.number(signal.estimate().value()),
      lower == null
          ? "-"
          : AlertLines.number(lower) + " to " + AlertLines.number(signal.estimate().upper()),
      AlertLines.number(limit == null ? signal.limits().upperThreshold() : limit),
      signal.window().n(),
      signal.window().label() + " " + signal.window().status().code()
    };
  }

  private static Map<String, @Nullable Object> fields(Signal signal) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("series", signal.key());
    fields.put("value", signal.estimate().value());
    fields.put("lower", signal.estimate().lower());
    fields.put("upper", signal.estimate().upper());
    fields.put("lowerThreshold", signal.limits().lowerThreshold());
    fields.put("upperThreshold", signal.limits().upperThreshold());
    fields.put("eValueLog10", signal.evidence().eValueLog10());
    fields.put("n", signal.window().n());
    fields.put("window", signal.window().label());
    fields.put("status", signal.window().status().code());
    fields.put("computedAt", signal.computedAt().toString());
    return fields;
  }
}
