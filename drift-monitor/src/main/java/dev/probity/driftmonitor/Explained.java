// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Doubles;
import java.time.Instant;
import java.util.Map;

/**
 * What moved the score of one decision: the slim projection of an explanation.
 *
 * @param modelDigest the release that decided
 * @param position the position of the explanation's record
 * @param time the time of the candidate's event
 * @param contributions in log-odds, in the order of the release's features
 * @param groups protected groups by attribute; what is not known is absent
 */
public record Explained(
    String modelDigest,
    SourcePosition position,
    Instant time,
    Doubles contributions,
    Map<String, String> groups)
    implements StageInput {
  /** An explanation of someone whose groups are not known. */
  public Explained(
      String modelDigest, SourcePosition position, Instant time, Doubles contributions) {
    this(modelDigest, position, time, contributions, Map.of());
  }

  /** Copies. */
  public Explained {
    groups = Map.copyOf(groups);
  }

  @Override
  public String key() {
    return modelDigest;
  }
}
