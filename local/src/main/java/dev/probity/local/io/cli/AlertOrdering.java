// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.AlertDesk;
import dev.probity.topics.Roles;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What taking note of an alert and silencing it have in common: which, why, who, how long. */
final class AlertOrdering {
  private static final int LEAST_ID = 6;

  @Mixin private Brokers brokers = new Brokers();
  @Mixin private Acting acting = new Acting();
  @Mixin private Reason reason = new Reason();

  @Parameters(
      paramLabel = "ALERT",
      description = "Id of the alert as 'probity monitor status' shows it, or how it begins.")
  private String alert = "";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for the monitor (default: ${DEFAULT-VALUE}).",
      defaultValue = "10")
  private int timeout = 10;

  /** Gives the word; the exit code says whether the monitor told the alert with it in time. */
  int give(Common common, @Nullable Instant until) throws IOException, InterruptedException {
    common.logToStderr();
    String actor = acting.principal(common, Roles.OPERATOR).subject();
    AlertDesk desk = new AlertDesk(brokers.settings(common, "local"), InstantSource.system());
    List<Alert> meant =
        desk.alerts().stream()
            .filter(one -> one.state() != AlertStatus.RESOLVED)
            .filter(one -> one.alertId().startsWith(alert))
            .toList();
    if (alert.length() < LEAST_ID || meant.size() != 1) {
      common.err().println(unknown(meant.size()));
      return Exit.USAGE;
    }
    Optional<Alert> told =
        desk.order(
            meant.getFirst().alertId(), actor, reason.text(), until, Duration.ofSeconds(timeout));
    if (told.isEmpty()) {
      common
          .err()
          .println(
              "the monitor did not answer within %d s. The word is on record and stands"
                      .formatted(timeout)
                  + "\nMaybe look whether it is ready (/q/health/ready says why not)");
      return Exit.TIMEOUT;
    }
    new Printer(common).object("probity.alert.v1", AlertLines.fields(told.get()));
    return Exit.DONE;
  }

  private String unknown(int found) {
    String problem =
        alert.length() < LEAST_ID
            ? "an id needs at least %d of its digits".formatted(LEAST_ID)
            : found == 0
                ? "no open alert has an id that begins so"
                : "%d open alerts have ids that begin so".formatted(found);
    return "%s: %s%nprobity monitor status shows the open alerts".formatted(alert, problem);
  }
}
