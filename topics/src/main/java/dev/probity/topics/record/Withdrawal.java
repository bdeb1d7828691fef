// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;

/**
 * A candidate who takes part no longer; the value of a {@code candidate.withdrawn} record.
 *
 * @param id the pseudonym of the candidate, equal to the record key
 * @param reason why, in the sender's words
 */
public record Withdrawal(String id, String reason) implements CandidateEvent {

  /** Checks and copies the components. */
  public Withdrawal {
    Check.text(id, "id");
    Check.prose(reason, "reason");
    Check.that(id.length() <= Candidate.MAX_ID_CHARS, "id", "at most 200 characters long");
  }

  /** The record key: the id. */
  @Override
  public String key() {
    return id;
  }
}
