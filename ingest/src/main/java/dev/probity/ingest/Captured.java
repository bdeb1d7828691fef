// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import dev.probity.topics.record.CandidateEvent;
import dev.probity.topics.record.Outcome;
import java.time.Instant;

/** What a change of an HR database means here. */
public sealed interface Captured {

  /**
   * Somebody is to be decided on, or withdrew.
   *
   * @param event the candidate or the withdrawal
   * @param id the id of the event, the same each time the change is read
   */
  record Event(CandidateEvent event, String id) implements Captured {}

  /**
   * How a case ended is known.
   *
   * @param outcome how
   * @param id the id of the event, the same each time the change is read
   */
  record Known(Outcome outcome, String id) implements Captured {}

  /**
   * By policy, who is deleted at the source is to be erased here.
   *
   * @param candidateId who
   * @param at when the row was deleted
   */
  record Erasure(String candidateId, Instant at) implements Captured {}

  /**
   * The change cannot be taken in.
   *
   * @param refusal why
   */
  record Refused(IntakeResult.Refused refusal) implements Captured {}
}
