// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import dev.probity.topics.record.ReasonCode;

/** What the bytes of a request turned out to be. */
public sealed interface InferenceReading {

  /**
   * A request.
   *
   * @param request what is asked
   */
  record Readable(InferenceRequest request) implements InferenceReading {}

  /**
   * No request that can be answered.
   *
   * @param code the coded reason
   * @param reason what is wrong, where, and what was expected; never a value of the request
   */
  record Refused(ReasonCode code, String reason) implements InferenceReading {}
}
