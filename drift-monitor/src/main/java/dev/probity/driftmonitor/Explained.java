// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Doubles;
import java.time.Instant;

/**
 * What moved the score of one decision: the slim projection of an explanation.
 *
 * @param modelDigest the release that decided
 * @param position the position of the explanation's record
 * @param time the time of the candidate's event
 * @param contributions in log-odds, in the order of the release's features
 */
public record Explained(
    String modelDigest, SourcePosition position, Instant time, Doubles contributions)
    implements StageInput {

  @Override
  public String key() {
    return modelDigest;
  }
}
