// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.ReasonCode;

/** What became of a prediction. */
public sealed interface ExplainingResult {

  /**
   * The margin is accounted for.
   *
   * @param explanation by what
   */
  record Explained(Explanation explanation) implements ExplainingResult {}

  /**
   * The record is at fault, and would be again.
   *
   * @param code the coded reason
   * @param reason what is wrong, never a value of the record
   */
  record Unexplainable(ReasonCode code, String reason) implements ExplainingResult {}
}
