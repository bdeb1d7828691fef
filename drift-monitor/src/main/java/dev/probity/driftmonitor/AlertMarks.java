// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertCause;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is marked on an alert beside its state: incident, causes, and what people did about it. */
final class AlertMarks {
  /** Why an alert is told again whose silence is over. */
  static final String SILENCE_OVER = "silence-over";

  private AlertMarks() {}

  /** An alert as told now, with the marks of what was told before. */
  static Alert carried(Alert before, Alert now) {
    return marked(
        now,
        now.changedAt(),
        before.incidentId(),
        before.causes(),
        now.reason(),
        before.acknowledgedBy(),
        before.silencedUntil());
  }

  /** An alert that belongs to an incident. */
  static Alert incident(Alert alert, String incidentId, List<AlertCause> causes) {
    return marked(
        alert,
        alert.changedAt(),
        incidentId,
        causes,
        alert.reason(),
        alert.acknowledgedBy(),
        alert.silencedUntil());
  }

  /** An alert that somebody took note of; taking note again leaves a silence as it is. */
  static Alert ordered(Alert alert, AlertOrder order) {
    Instant until = order.silencedUntil() == null ? alert.silencedUntil() : order.silencedUntil();
    return marked(
        alert,
        order.time(),
        alert.incidentId(),
        alert.causes(),
        oneLine(order.reason()),
        order.actor(),
        until);
  }

  /** A reason may span lines, the alert's may not. */
  private static String oneLine(String reason) {
    return reason.replaceAll("\\p{Cntrl}+", " ");
  }

  /** An alert that is silent no longer. */
  static Alert loud(Alert alert, Instant at) {
    return marked(
        alert, at, alert.incidentId(), alert.causes(), SILENCE_OVER, alert.acknowledgedBy(), null);
  }

  private static Alert marked(
      Alert alert,
      Instant changedAt,
      @Nullable String incidentId,
      List<AlertCause> causes,
      @Nullable String reason,
      @Nullable String acknowledgedBy,
      @Nullable Instant silencedUntil) {
    return new Alert(
        alert.alertId(),
        alert.series(),
        alert.state(),
        alert.severity(),
        alert.firstWindow(),
        alert.lastWindow(),
        alert.since(),
        changedAt,
        alert.breaches(),
        alert.n(),
        alert.value(),
        alert.worstValue(),
        alert.lowerThreshold(),
        alert.upperThreshold(),
        alert.eValueLog10(),
        alert.signalId(),
        incidentId,
        reason,
        acknowledgedBy,
        silencedUntil,
        causes,
        alert.examples(),
        alert.runbook());
  }
}
