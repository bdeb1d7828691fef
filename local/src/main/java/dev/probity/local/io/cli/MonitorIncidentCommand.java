// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.driftmonitor.IncidentCauses;
import dev.probity.local.io.AlertDesk;
import dev.probity.topics.Roles;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertCause;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Severity;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One incident: its alerts by consequence, and what may have caused them. */
@Command(
    name = "incident",
    description = "One incident: its alerts, the gravest first, and its possible causes, ranked.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      Exit.SOFTWARE_LINE,
      "2:usage error, or no incident has this id"
    })
final class MonitorIncidentCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Brokers brokers = new Brokers();
  @Mixin private Acting acting = new Acting();

  @Parameters(
      paramLabel = "INCIDENT",
      description = "Id of the incident as 'probity monitor status' shows it, or how it begins.")
  private String incident = "";

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    acting.principal(common, Roles.OPERATOR, Roles.AUDITOR);
    AlertDesk desk = new AlertDesk(brokers.settings(common, "local"), InstantSource.system());
    List<Alert> alerts =
        AlertLines.urgentFirst(desk.alerts().stream().filter(this::isMeant).toList());
    if (alerts.stream().map(Alert::incidentId).distinct().count() != 1) {
      common
          .err()
          .println(
              incident
                  + ": "
                  + (alerts.isEmpty() ? "no incident has" : "several incidents have")
                  + " an id that begins so\nprobity monitor status shows the open incidents");
      return Exit.USAGE;
    }
    print(alerts);
    return Exit.DONE;
  }

  private boolean isMeant(Alert alert) {
    String id = alert.incidentId();
    return id != null && id.startsWith(incident);
  }

  private void print(List<Alert> alerts) {
    Alert first = alerts.getFirst();
    long open = alerts.stream().filter(one -> one.state() == AlertStatus.FIRING).count();
    if (common.json()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("incidentId", String.valueOf(first.incidentId()));
      fields.put("model", first.series().model());
      fields.put("firing", open);
      fields.put("alerts", alerts.stream().map(AlertLines::fields).toList());
      new Printer(common).object("probity.monitor.incident.v1", fields);
      return;
    }
    common
        .out()
        .printf(
            "incident %s of %s, %s: %d of %d alerts fire, the first since %s%n",
            AlertLines.shortId(String.valueOf(first.incidentId())),
            first.series().model(),
            first.severity().code(),
            open,
            alerts.size(),
            alerts.stream().map(Alert::since).min(Comparator.naturalOrder()).orElseThrow());
    part("what it does", alerts, false);
    part("what moved, which is no harm in itself", alerts, true);
    List<AlertCause> causes = IncidentCauses.of(alerts);
    common.out().printf("%nwhat may have caused it, the likeliest first%n");
    causes.forEach(cause -> common.out().println(AlertLines.cause(cause)));
    if (causes.isEmpty()) {
      common.out().println("nothing known: no window was complete when the alerts fired");
    }
    if (open > 0) {
      common
          .out()
          .printf(
              "%nAn alert with E rings at E=100 (columns: together, a tenth by chance); without"
                  + " cause E gets there once in a hundred streams.%nWhat each means and what to do"
                  + " first: docs/how-to/answer-an-alert.md%nSay that you have it: probity monitor"
                  + " ack %s --reason TEXT%n",
              AlertLines.shortId(first.alertId()));
    }
    common.out().flush();
  }

  /** The alerts about harm, or those for diagnosis, each with what its metric is. */
  private void part(String title, List<Alert> alerts, boolean diagnostic) {
    List<Alert> of =
        alerts.stream()
            .filter(one -> (one.severity() == Severity.DIAGNOSTIC) == diagnostic)
            .toList();
    if (of.isEmpty()) {
      return;
    }
    common.out().printf("%n%s%n", title);
    common.out().printf(AlertLines.ROW, AlertLines.head());
    for (Alert alert : of) {
      common.out().printf(AlertLines.ROW, AlertLines.row(alert));
      if (!diagnostic) {
        common.out().printf("              %s%n", AlertLines.meaning(alert));
      }
    }
  }
}
