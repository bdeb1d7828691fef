// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import dev.probity.topics.value.Check;

/**
 * What a model must reach on data it was not fitted on before it may serve.
 *
 * @param minAuc the least area under the ROC curve
 * @param maxBrier the largest Brier score of the calibrated probability
 * @param maxCalibrationError the largest expected calibration error, ten bins of equal width
 */
public record PromotionGate(double minAuc, double maxBrier, double maxCalibrationError) {
  /** Checks the components. */
  public PromotionGate {
    Check.ratio(minAuc, "minAuc");
    Check.ratio(maxBrier, "maxBrier");
    Check.ratio(maxCalibrationError, "maxCalibrationError");
  }
}
