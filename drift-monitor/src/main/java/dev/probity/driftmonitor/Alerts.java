// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.Ids;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalSeries;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns changes of alert states into records, one per change. */
final class Alerts {
  private Alerts() {}

  /**
   * The record of a change that a signal brought about.
   *
   * @param state where the alert stands now; never quiet, which nothing changes to
   * @param signal the signal
   * @param severity how urgent it is
   * @param reason why it ended; null when it did not
   */
  static Alert of(AlertState state, Signal signal, Severity severity, @Nullable String reason) {
    return alert(
        state,
        signal.series(),
        signal,
        severity,
        signal.window().label(),
        signal.computedAt(),
        reason);
  }

  /** The record of an alert that ends because its release is used no longer. */
  static Alert replaced(AlertState state, SignalSeries series, Severity severity, Instant at) {
    Episode episode = episode(state);
    return alert(state, series, null, severity, episode.lastWindow(), at, "replaced");
  }

  private static Alert alert(
      AlertState state,
      SignalSeries series,
      @Nullable Signal signal,
      Severity severity,
      String lastWindow,
      Instant at,
      @Nullable String reason) {
    Episode episode = episode(state);
    AlertStatus status =
        Objects.requireNonNull(AlertStates.status(state), "an alert cannot change to quiet");
    return new Alert(
        Ids.alert(series, episode.firstWindow()),
        series,
        status,
        severity,
        episode.firstWindow(),
        lastWindow,
        episode.since(),
        at,
        episode.breaches(),
        signal == null ? 0 : signal.window().n(),
        signal == null ? null : signal.estimate().value(),
        episode.worst(),
        signal == null ? null : signal.limits().lowerThreshold(),
        signal == null ? null : signal.limits().upperThreshold(),
        signal == null ? null : signal.evidence().eValueLog10(),
        signal == null ? null : Ids.signal(signal.series(), signal.window()),
        null,
        reason,
        null,
        null,
        List.of(),
        List.of(),
        null);
  }

  private static Episode episode(AlertState state) {
    return Objects.requireNonNull(AlertStates.episode(state), "an alert cannot change to quiet");
  }
}
