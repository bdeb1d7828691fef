// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for inference, whichever way it came.
 *
 * @param id the caller's own name for it, only echoed; null when it gave none
 * @param model the model the body names; null when it names none
 * @param inputs the tensors
 * @param outputs what is asked for; empty for what is given unasked
 * @param binary whether outputs nobody asked for by name are wanted as bytes
 */
public record InferenceRequest(
    @Nullable String id,
    @Nullable String model,
    List<Tensor> inputs,
    List<RequestedOutput> outputs,
    boolean binary) {
  /** Copies the lists. */
  public InferenceRequest {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
