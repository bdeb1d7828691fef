// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The truth about a candidate, when it becomes known.
 *
 * @param candidateId the pseudonym of the candidate, equal to the record key
 * @param predictionId the prediction it answers; null means the candidate's latest
 * @param observed what was observed; the profile derives the label
 * @param observedAt when it was observed
 */
public record Outcome(
    String candidateId,
    @Nullable String predictionId,
    Map<String, AttributeValue> observed,
    Instant observedAt) {

  /** Checks and copies the components. */
  public Outcome {
    Check.text(candidateId, "candidateId");
    Check.optionalDigest(predictionId, "predictionId");
    observed = Check.copy(observed, "observed");
    observedAt = Check.millis(observedAt, "observedAt");
    Check.that(!observed.isEmpty(), "observed", "at least one value");
    Check.that(observed.size() <= Candidate.MAX_ATTRIBUTES, "observed", "at most 512 values");
  }

  /** The record key: the candidate's id. */
  public String key() {
    return candidateId;
  }
}
