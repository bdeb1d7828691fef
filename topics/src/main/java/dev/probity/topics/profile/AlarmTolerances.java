// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import dev.probity.topics.value.Check;

/**
 * How far each monitored mean may lie above its reference before evidence against it is gathered.
 *
 * @param error share of wrong decisions, from outcomes
 * @param expectedError the same, estimated without outcomes
 * @param brier Brier score of the calibrated probability, from outcomes
 * @param calibrationWarning mean of label minus probability, either way: a warning
 * @param calibrationCritical the same: critical
 * @param groupError share of wrong decisions within a protected group
 * @param groupCalibration calibration within a protected group
 * @param feature shift of a feature's distribution function
 * @param missing share of missing values of a feature
 * @param unseen share of codes the model was not trained on
 * @param rejectRate share of refused candidates
 */
public record AlarmTolerances(
    double error,
    double expectedError,
    double brier,
    double calibrationWarning,
    double calibrationCritical,
    double groupError,
    double groupCalibration,
    double feature,
    double missing,
    double unseen,
    double rejectRate) {
  /** Checks the components. */
  public AlarmTolerances {
    Check.ratio(error, "error");
    Check.ratio(expectedError, "expectedError");
    Check.ratio(brier, "brier");
    Check.ratio(calibrationWarning, "calibrationWarning");
    Check.ratio(calibrationCritical, "calibrationCritical");
    Check.that(
        calibrationWarning <= calibrationCritical,
        "calibrationWarning",
        "not above calibrationCritical");
    Check.ratio(groupError, "groupError");
    Check.ratio(groupCalibration, "groupCalibration");
    Check.ratio(feature, "feature");
    Check.ratio(missing, "missing");
    Check.ratio(unseen, "unseen");
    Check.ratio(rejectRate, "rejectRate");
  }
}
