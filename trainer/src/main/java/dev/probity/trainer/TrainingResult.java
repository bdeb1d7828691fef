// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

/** What came of a training. */
public sealed interface TrainingResult {
  /**
   * There is a model.
   *
   * @param model the model
   */
  record Trained(TrainedModel model) implements TrainingResult {}

  /**
   * The rows do not carry a model.
   *
   * @param reason what is missing, with counts
   */
  record Refused(String reason) implements TrainingResult {}
}
