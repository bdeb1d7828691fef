// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.compare;

import dev.probity.model.eval.Interval;

/**
 * How much a figure of the challenger differs from the champion's.
 *
 * @param metric auc, brier, accuracy, selectionRate[ATTRIBUTE=GROUP] or
 *     impactRatio[ATTRIBUTE=GROUP]
 * @param championCases cases behind the champion's figure
 * @param challengerCases cases behind the challenger's figure
 * @param champion the champion's figure; NaN when there are too few cases
 * @param challenger the challenger's figure; NaN when there are too few cases
 * @param interval 95 % interval of challenger minus champion; undefined when there are too few
 */
public record Difference(
    String metric,
    long championCases,
    long challengerCases,
    double champion,
    double challenger,
    Interval interval) {
  /** Challenger minus champion. */
  public double value() {
    return challenger - champion;
  }

  /** Whether there are enough cases to say anything. */
  public boolean sufficient() {
    return !Double.isNaN(interval.lower());
  }

  /** Whether the interval lies on one side of zero. */
  public boolean shown() {
    return sufficient() && (interval.lower() > 0 || interval.upper() < 0);
  }
}
