// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import dev.probity.topics.value.Check;
import java.util.List;

/**
 * What a model must reach on data it was not fitted on before it may serve.
 *
 * @param minAuc the least area under the ROC curve
 * @param maxBrier the largest Brier score of the calibrated probability
 * @param maxCalibrationError the largest expected calibration error, ten bins of equal width
 * @param maxAucLoss how much area the champion may have more; 1 when it does not matter
 * @param maxBrierGain how much less Brier score the champion may have; 1 when it does not matter
 * @param minRows the fewest rows the figures may rest on, 1 or more
 * @param blockOn protected attributes on which a violated fairness limit blocks and cannot be
 *     waived
 */
public record PromotionGate(
    double minAuc,
    double maxBrier,
    double maxCalibrationError,
    double maxAucLoss,
    double maxBrierGain,
    int minRows,
    List<String> blockOn) {
  /** Checks and copies the components. */
  public PromotionGate {
    Check.ratio(minAuc, "minAuc");
    Check.ratio(maxBrier, "maxBrier");
    Check.ratio(maxCalibrationError, "maxCalibrationError");
    Check.ratio(maxAucLoss, "maxAucLoss");
    Check.ratio(maxBrierGain, "maxBrierGain");
    Check.that(minRows >= 1, "minRows", "1 or more");
    blockOn = Check.copy(blockOn, "blockOn");
  }
}
