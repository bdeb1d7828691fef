// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;

/** What became of a candidate. */
public sealed interface ScoringResult {

  /**
   * The release had something to say.
   *
   * @param prediction what it said
   */
  record Scored(Prediction prediction) implements ScoringResult {}

  /**
   * The record is at fault, and would be again.
   *
   * @param stage what was being done
   * @param code the coded reason
   * @param reason what is wrong and where, never a value of the record
   */
  record Unscorable(Stage stage, ReasonCode code, String reason) implements ScoringResult {}

  /** A past case to train on, or a withdrawal: nobody waits for a score. */
  record Skipped() implements ScoringResult {}
}
