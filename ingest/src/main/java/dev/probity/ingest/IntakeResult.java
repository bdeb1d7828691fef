// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;

/** What the door says to a candidate. */
public sealed interface IntakeResult {

  /**
   * The candidate keeps every rule.
   *
   * @param candidate the candidate
   */
  record Accepted(Candidate candidate) implements IntakeResult {}

  /**
   * The candidate is refused, with the coded reason.
   *
   * @param code why, from the closed list
   * @param stage whether it could not be read or broke a rule
   * @param reason what and where in words, never a value
   * @param status the HTTP status of the refusal; example: {@code range} at {@code
   *     /attributes/AGEP} is 422
   */
  record Refused(ReasonCode code, Stage stage, String reason, int status) implements IntakeResult {}
}
