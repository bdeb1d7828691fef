// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the alert of a series stands; one record per change of state.
 *
 * @param alertId the alert id, a hash of the series and the first window
 * @param series the series that breached its limits
 * @param state where it stands
 * @param severity how urgent it is
 * @param firstWindow the first breaching window: {@code windowStart}, or {@code chunkIndex}
 * @param lastWindow the last window looked at
 * @param since stream time of the first breach
 * @param changedAt stream time of this change
 * @param breaches the number of breaching windows so far
 * @param n the number of records in the last window
 * @param value the value of the last window
 * @param worstValue the worst value so far
 * @param lowerThreshold the lower limit
 * @param upperThreshold the upper limit
 * @param eValueLog10 the decimal logarithm of the e-value
 * @param signalId the signal that caused this change
 * @param incidentId the incident the alert belongs to
 * @param reason why it changed, for example {@code not-confirmed} or {@code amended}
 * @param acknowledgedBy who took note
 * @param silencedUntil until when notifications stay away
 * @param causes possible causes, the heaviest first
 * @param examples ids of at most 20 predictions, by source position
 * @param runbook where to read what to do
 */
public record Alert(
    String alertId,
    SignalSeries series,
    AlertStatus state,
    Severity severity,
    String firstWindow,
    String lastWindow,
    Instant since,
    Instant changedAt,
    long breaches,
    long n,
    @Nullable Double value,
    @Nullable Double worstValue,
    @Nullable Double lowerThreshold,
    @Nullable Double upperThreshold,
    @Nullable Double eValueLog10,
    @Nullable String signalId,
    @Nullable String incidentId,
    @Nullable String reason,
    @Nullable String acknowledgedBy,
    @Nullable Instant silencedUntil,
    List<AlertCause> causes,
    List<String> examples,
    @Nullable String runbook) {

  /** The metric of an alert that a scorer was given a release which must not serve. */
  public static final String RELEASE_REFUSED = "release-refused";

  /** Checks and copies the components. */
  public Alert {
    Check.digest(alertId, "alertId");
    Check.present(series, "series");
    Check.present(state, "state");
    Check.present(severity, "severity");
    Check.text(firstWindow, "firstWindow");
    Check.text(lastWindow, "lastWindow");
    since = Check.millis(since, "since");
    changedAt = Check.millis(changedAt, "changedAt");
    Check.count(breaches, "breaches");
    Check.count(n, "n");
    Check.finite(value, "value");
    Check.finite(worstValue, "worstValue");
    Check.finite(lowerThreshold, "lowerThreshold");
    Check.finite(upperThreshold, "upperThreshold");
    Check.finite(eValueLog10, "eValueLog10");
    Check.optionalDigest(signalId, "signalId");
    Check.optionalText(incidentId, "incidentId");
    Check.optionalText(reason, "reason");
    Check.optionalText(acknowledgedBy, "acknowledgedBy");
    silencedUntil = Check.optionalMillis(silencedUntil, "silencedUntil");
    causes = Check.copy(causes, "causes");
    examples = Check.copy(examples, "examples");
    Check.optionalText(runbook, "runbook");
    Check.that(examples.size() <= 20, "examples", "at most 20 ids");
  }

  /** The record key: that of the series. */
  public String key() {
    return series.key();
  }
}
