// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Doubles;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One decided candidate as the monitor needs it: the slim projection of a prediction, with the
 * groups of its candidate.
 *
 * @param modelDigest the release that decided
 * @param model the name of the model
 * @param candidateId the candidate's {@link Pseudonym}
 * @param predictionId the prediction
 * @param source the position of the candidate's record
 * @param position the position of the prediction's record
 * @param time the time of the candidate's event
 * @param vector the encoded features, NaN = missing
 * @param unseen the features whose code the encoder did not know
 * @param probability the calibrated probability
 * @param positive the decision
 * @param groups the candidate's group per protected attribute; absent when not known
 */
public record Observation(
    String modelDigest,
    String model,
    String candidateId,
    String predictionId,
    SourcePosition source,
    SourcePosition position,
    Instant time,
    Doubles vector,
    List<String> unseen,
    double probability,
    boolean positive,
    Map<String, String> groups)
    implements StageInput {

  /** Copies the collections. */
  public Observation {
    unseen = List.copyOf(unseen);
    groups = Map.copyOf(groups);
  }

  @Override
  public String key() {
    return modelDigest;
  }
}
