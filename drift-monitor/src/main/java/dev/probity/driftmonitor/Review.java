// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.OversightAction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person did about a prediction; who it was and why is nothing the monitor needs.
 *
 * @param candidateId the candidate's {@link Pseudonym}
 * @param predictionId the prediction; null means the candidate's latest
 * @param action what was done
 * @param seconds how long the person looked; NaN when not told
 * @param time stream time
 */
public record Review(
    String candidateId,
    @Nullable String predictionId,
    OversightAction action,
    double seconds,
    Instant time)
    implements StageInput {

  @Override
  public String key() {
    return candidateId;
  }
}
