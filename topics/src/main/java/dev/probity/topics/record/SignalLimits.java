// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import org.jspecify.annotations.Nullable;

/**
 * The limits a signal is held against.
 *
 * @param lowerThreshold alert below this; null when there is no such limit
 * @param upperThreshold alert above this; null when there is no such limit
 * @param thresholdRule how the limits were set
 * @param thresholdM the number of reference chunks behind the limits
 */
public record SignalLimits(
    @Nullable Double lowerThreshold,
    @Nullable Double upperThreshold,
    @Nullable String thresholdRule,
    @Nullable Integer thresholdM) {

  /** Checks and copies the components. */
  public SignalLimits {
    Check.finite(lowerThreshold, "lowerThreshold");
    Check.finite(upperThreshold, "upperThreshold");
    Check.optionalText(thresholdRule, "thresholdRule");
  }
}
