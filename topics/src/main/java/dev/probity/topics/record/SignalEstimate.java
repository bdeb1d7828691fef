// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import org.jspecify.annotations.Nullable;

/**
 * The number of a signal with its uncertainty. A number that cannot be computed is null, and {@code
 * reasonMissing} says why.
 *
 * @param value the value of the metric
 * @param lower the lower end of its band
 * @param upper the upper end of its band
 * @param confidence the confidence of the band, for example .997 for three standard errors
 * @param reasonMissing why there is no value; null when there is one
 * @param samplingError the standard error from the number of records
 * @param calibrationError the standard error from the calibrator
 * @param shiftError the standard error from a shift of the inputs
 */
public record SignalEstimate(
    @Nullable Double value,
    @Nullable Double lower,
    @Nullable Double upper,
    @Nullable Double confidence,
    @Nullable String reasonMissing,
    @Nullable Double samplingError,
    @Nullable Double calibrationError,
    @Nullable Double shiftError) {

  /** Checks and copies the components. */
  public SignalEstimate {
    Check.finite(value, "value");
    Check.finite(lower, "lower");
    Check.finite(upper, "upper");
    Check.finite(confidence, "confidence");
    Check.optionalText(reasonMissing, "reasonMissing");
    Check.finite(samplingError, "samplingError");
    Check.finite(calibrationError, "calibrationError");
    Check.finite(shiftError, "shiftError");
    Check.that(
        (value == null) == (reasonMissing != null),
        "reasonMissing",
        "given when there is no value");
  }
}
