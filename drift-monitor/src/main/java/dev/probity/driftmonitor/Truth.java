// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.SourcePosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became known about a candidate.
 *
 * @param candidateId the candidate's {@link Pseudonym}
 * @param predictionId the prediction it answers; null means the candidate's latest
 * @param label whether the candidate belongs to the positive class
 * @param observedAt when it was observed; of two truths the later one holds
 * @param time stream time
 * @param position the position of the outcome's record; null when it is not known
 */
public record Truth(
    String candidateId,
    @Nullable String predictionId,
    boolean label,
    Instant observedAt,
    Instant time,
    @Nullable SourcePosition position)
    implements StageInput {

  /** A truth whose record's position is not known. */
  public Truth(
      String candidateId,
      @Nullable String predictionId,
      boolean label,
      Instant observedAt,
      Instant time) {
    this(candidateId, predictionId, label, observedAt, time, null);
  }

  @Override
  public String key() {
    return candidateId;
  }
}
