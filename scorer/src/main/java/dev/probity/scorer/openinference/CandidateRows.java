// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import dev.probity.scorer.ServingModel;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.ReasonCode;
import java.util.List;
import java.util.function.Supplier;

/** What the tensors of a request say: a candidate for each row, or what is wrong with them. */
public sealed interface CandidateRows {

  /**
   * Rows the release can score.
   *
   * @param candidates one for each row, in the order of the rows; without protected attributes
   */
  record Accepted(List<Candidate> candidates) implements CandidateRows {
    /** Copies the list. */
    public Accepted {
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * Tensors or rows at fault; nothing of the request is scored.
   *
   * @param code the coded reason of the first fault
   * @param reason every fault with its tensor or its row and field, as far as it fits
   */
  record Refused(ReasonCode code, String reason) implements CandidateRows {}

  /**
   * Holds the tensors to the profile and every row to the release that is to score it, by the rules
   * the stream has.
   *
   * @param ids makes a candidate id for each row
   */
  static CandidateRows of(ServingModel serving, InferenceRequest request, Supplier<String> ids) {
    return RowTrial.of(serving, request, ids);
  }
}
