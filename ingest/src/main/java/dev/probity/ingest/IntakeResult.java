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
   * @param located whether the reason names a place inside a readable document
   */
  record Refused(ReasonCode code, Stage stage, String reason, boolean located)
      implements IntakeResult {

    /**
     * The HTTP status of the refusal: 413 for what is too long as a whole, 422 for a readable
     * document that says something impossible, else 400. Example: {@code range} at {@code
     * /attributes/AGEP} is 422.
     */
    public int status() {
      return switch (code) {
        case TOO_LARGE -> located ? 400 : 413;
        case SCHEMA -> located ? 422 : 400;
        case TYPE, RANGE, UNKNOWN_SCHEMA_VERSION, CLOCK_SKEW, MODEL_MISSING -> 422;
        case DUPLICATE_EVENT -> 409;
        case NAN, TOO_DEEP, BAD_UTF8, DUPLICATE_KEY, MISSING_KEY -> 400;
        case EXPLAIN_FAILED, INTERNAL_ERROR -> 500;
      };
    }
  }
}
