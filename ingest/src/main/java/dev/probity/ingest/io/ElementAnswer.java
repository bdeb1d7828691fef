// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.IntakeResult;
import org.jspecify.annotations.Nullable;

/** What one candidate at the HTTP door is told. */
sealed interface ElementAnswer {

  /** The status of this answer alone. */
  int status();

  /**
   * The broker has the candidate.
   *
   * @param id the candidate's id
   * @param eventId the id of the event
   * @param repeated whether the event was accepted before
   */
  record Accepted(String id, String eventId, boolean repeated) implements ElementAnswer {
    @Override
    public int status() {
      return 202;
    }
  }

  /**
   * The candidate is refused, and the refusal recorded.
   *
   * @param refusal why
   * @param eventId the id of the event
   */
  record Refused(IntakeResult.Refused refusal, String eventId) implements ElementAnswer {
    @Override
    public int status() {
      return refusal.status();
    }
  }

  /**
   * The candidate would be accepted; it was a trial.
   *
   * @param id the id it would have, null when one would be made
   */
  record Valid(@Nullable String id) implements ElementAnswer {
    @Override
    public int status() {
      return 200;
    }
  }

  /**
   * The candidate would be refused; it was a trial.
   *
   * @param refusal why
   */
  record Faulty(IntakeResult.Refused refusal) implements ElementAnswer {
    @Override
    public int status() {
      return refusal.status();
    }
  }

  /** The broker did not acknowledge in time: nothing is promised, the sender tries again. */
  record Unavailable() implements ElementAnswer {
    @Override
    public int status() {
      return 503;
    }
  }
}
