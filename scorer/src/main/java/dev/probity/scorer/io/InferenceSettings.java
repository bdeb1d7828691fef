// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import dev.probity.topics.io.ConfigReader;
import java.time.Duration;

/**
 * The bounds of the Open Inference door.
 *
 * @param deadline how long a call may take; then it is answered 504 and its lateness recorded
 * @param maxRows the most rows of one call
 * @param maxPendingRows the most rows whose predictions are waited for, beyond which calls get 429
 * @param maxBodyBytes the largest body, unpacked
 */
public record InferenceSettings(
    Duration deadline, int maxRows, int maxPendingRows, int maxBodyBytes) {

  static InferenceSettings read(ConfigReader reader) {
    return new InferenceSettings(
        reader.duration(
            "probity.scorer.inference.deadline",
            Duration.ofSeconds(5),
            "How long an Open Inference call may take before it is answered 504"),
        reader.whole(
            "probity.scorer.inference.max-rows",
            1_000,
            1,
            10_000,
            "Most rows of an Open Inference call"),
        reader.whole(
            "probity.scorer.inference.max-pending-rows",
            20_000,
            1,
            1_000_000,
            "Most rows under way through Open Inference; beyond it calls get 429"),
        reader.whole(
            "probity.scorer.inference.max-body-bytes",
            8 << 20,
            1,
            9 << 20,
            "Largest body of an Open Inference call, unpacked"));
  }
}
