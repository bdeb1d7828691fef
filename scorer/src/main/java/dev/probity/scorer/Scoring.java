// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.scorer.ScoringResult.Scored;
import dev.probity.scorer.ScoringResult.Skipped;
import dev.probity.scorer.ScoringResult.Unscorable;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.SourcePosition;
import java.time.Instant;

/**
 * A candidate and a release in, a prediction out: validate, encode, score. The same position and
 * release give the same prediction to the last bit; the protected attributes play no part in it.
 */
public final class Scoring {
  private Scoring() {}

  /**
   * Scores one candidate, as a {@link ScoringBatch} of one.
   *
   * @param serving the release and its profile
   * @param candidate as decoded
   * @param source where the candidate stands in the stream
   * @param eventTime the candidate event's own time, else the time Kafka gave its record
   */
  public static ScoringResult score(
      ServingModel serving, Candidate candidate, SourcePosition source, Instant eventTime) {
    if (candidate.purpose() == Purpose.HISTORY) {
      return new Skipped();
    }
    ScoringBatch batch = new ScoringBatch(serving);
    Unscorable refused = batch.add(candidate, source, eventTime);
    return refused == null ? new Scored(batch.predictions().getFirst()) : refused;
  }
}
