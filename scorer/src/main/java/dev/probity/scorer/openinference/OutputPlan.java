// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.FieldNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The outputs a request gets. */
public sealed interface OutputPlan {
  /** The band of each row, in the profile's words. */
  String PREDICT = "predict";

  /** By row the calibrated probabilities of the negative and of the positive class. */
  String PREDICT_PROBA = "predict_proba";

  /** By row the contributions of the features to the margin, in log-odds, then the base value. */
  String EXPLAIN = "explain";

  /**
   * These, in this order.
   *
   * @param outputs each once
   */
  record Planned(List<RequestedOutput> outputs) implements OutputPlan {
    /** Copies the list. */
    public Planned {
      outputs = List.copyOf(outputs);
    }

    /** Whether the answer must wait for the explanations. */
    public boolean explains() {
      return outputs.stream().anyMatch(one -> one.name().equals(EXPLAIN));
    }
  }

  /**
   * An output nobody has, or one asked for twice.
   *
   * @param code the coded reason
   * @param reason what is wrong
   */
  record Refused(ReasonCode code, String reason) implements OutputPlan {}

  /** What a request gets; unasked the first two. */
  static OutputPlan of(InferenceRequest request) {
    if (request.outputs().isEmpty()) {
      return new Planned(
          List.of(
              new RequestedOutput(PREDICT, request.binary()),
              new RequestedOutput(PREDICT_PROBA, request.binary())));
    }
    Set<String> seen = new HashSet<>();
    for (RequestedOutput one : request.outputs()) {
      String shown = FieldNames.shown(one.name());
      if (!List.of(PREDICT, PREDICT_PROBA, EXPLAIN).contains(one.name())) {
        return new Refused(
            ReasonCode.SCHEMA,
            "output " + shown + ": unknown, expected predict, predict_proba or explain");
      }
      if (!seen.add(one.name())) {
        return new Refused(ReasonCode.SCHEMA, "output " + shown + ": asked for twice");
      }
    }
    return new Planned(request.outputs());
  }
}
