// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.model.RefusalCode;
import dev.probity.topics.Ids;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.WindowType;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A release that took the alias and must not serve: what the ledger and the operator are told. The
 * same refusal gives the same alert, so that a restart repeats it and does not add one.
 *
 * @param release the record that gave it the alias
 * @param code the closed reason
 * @param detail a sentence, without payload values
 */
public record RefusedRelease(ModelRelease release, RefusalCode code, String detail) {
  private static final String MODULE = "scorer";
  private static final int LONGEST_REASON = 500;

  /** The entry for the audit topic. */
  public AuditEntry toEntry(String instance, Instant at) {
    return new AuditEntry(
        EventType.PROCESS_ERROR,
        MODULE,
        instance,
        MODULE,
        at,
        null,
        release.name(),
        release.digest(),
        null,
        Map.of(),
        Map.of("code", code.name(), "version", release.version()),
        reason());
  }

  /** The alert that fires. */
  public Alert firing() {
    return alert(AlertStatus.FIRING, release.at());
  }

  /** The alert once another release serves. */
  public Alert resolved(Instant at) {
    return alert(AlertStatus.RESOLVED, at);
  }

  private Alert alert(AlertStatus state, Instant changedAt) {
    SignalSeries series =
        new SignalSeries(
            release.name(),
            release.digest(),
            SignalFamily.DQ,
            Alert.RELEASE_REFUSED,
            "",
            MODULE,
            SignalKind.OBSERVED,
            WindowType.STREAM);
    String window = release.at().toString();
    return new Alert(
        Ids.alert(series, window),
        series,
        state,
        Severity.CRITICAL,
        window,
        window,
        release.at(),
        changedAt,
        1,
        1,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        reason(),
        null,
        null,
        List.of(),
        List.of(),
        null);
  }

  private String reason() {
    String reason = "release refused: " + code + ", " + detail;
    return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
  }
}
