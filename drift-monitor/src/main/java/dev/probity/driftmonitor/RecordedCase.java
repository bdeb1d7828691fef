// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A decision of a window that is computed again, with what is known about it. */
final class RecordedCase {
  final Prediction prediction;
  final SourcePosition position;
  final Instant at;
  Map<String, String> groups = Map.of();
  double @Nullable [] contributions;

  /** When the truth that counts was observed; null while none does. */
  @Nullable Instant observedAt;

  boolean label;

  /** Of all truths so far, also of those observed after the window. */
  private @Nullable Instant latest;

  private boolean latestLabel;

  RecordedCase(Prediction prediction, SourcePosition position, Instant at) {
    this.prediction = prediction;
    this.position = position;
    this.at = at;
  }

  /** Takes a truth, unless it is stale or says nothing new; it counts when observed by then. */
  void learn(boolean truth, Instant observed, Instant told, Instant end) {
    Instant before = latest;
    if (before != null && (observed.isBefore(before) || truth == latestLabel)) {
      return;
    }
    latest = observed;
    latestLabel = truth;
    Instant known = observed.isAfter(told) ? told : observed;
    if (known.isBefore(end)) {
      observedAt = known;
      label = truth;
    }
  }
}
