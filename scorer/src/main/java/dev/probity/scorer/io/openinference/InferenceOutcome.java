// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import dev.probity.scorer.openinference.InferenceAnswer;

/** What a call is answered. */
sealed interface InferenceOutcome {

  /** Every row is on record. */
  record Answered(InferenceAnswer answer) implements InferenceOutcome {}

  /**
   * No answer.
   *
   * @param problem which kind
   * @param words what is wrong and what to do, without any value of the call
   */
  record Failed(Problem problem, String words) implements InferenceOutcome {}

  /** Kinds of failure, with the HTTP status of each. */
  enum Problem {
    /** The request is at fault. */
    BAD_REQUEST(400),
    /** There is no such model or version. */
    UNKNOWN(404),
    /** More rows are under way than the door holds. */
    BUSY(429),
    /** A row came to grief here. */
    INTERNAL(500),
    /** Nothing is answered now: stopped, unloaded, no model, or no broker. */
    UNAVAILABLE(503),
    /** The stream did not answer in time. */
    LATE(504);

    private final int status;

    Problem(int status) {
      this.status = status;
    }

    int status() {
      return status;
    }
  }
}
