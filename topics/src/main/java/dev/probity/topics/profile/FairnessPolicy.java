// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import dev.probity.topics.value.Check;

/**
 * What counts as unfair, and from how many people on a group is judged.
 *
 * @param impactRatio limits of the selection rate of a group over that of the privileged one;
 *     two-sided, because the positive class may be the unfavourable one
 * @param statisticalParityDifference limits of the difference of the selection rates
 * @param equalOpportunityDifference limits of the difference of the true positive rates
 * @param averageOddsDifference limits of the mean difference of true and false positive rates
 * @param minGroupRows a group with fewer rows is shown as insufficient, never as fair
 * @param changeTolerance how far a metric may move from its reference value before that is a
 *     finding
 */
public record FairnessPolicy(
    Limits impactRatio,
    Limits statisticalParityDifference,
    Limits equalOpportunityDifference,
    Limits averageOddsDifference,
    int minGroupRows,
    double changeTolerance) {

  /** Checks the components. */
  public FairnessPolicy {
    Check.present(impactRatio, "impactRatio");
    Check.that(
        impactRatio.low() > 0 && impactRatio.low() <= 1 && impactRatio.high() >= 1,
        "impactRatio",
        "limits around 1, above 0");
    difference(statisticalParityDifference, "statisticalParityDifference");
    difference(equalOpportunityDifference, "equalOpportunityDifference");
    difference(averageOddsDifference, "averageOddsDifference");
    Check.that(minGroupRows >= 1, "minGroupRows", "1 or more");
    Check.ratio(changeTolerance, "changeTolerance");
  }

  private static void difference(Limits limits, String component) {
    Check.present(limits, component);
    Check.that(
        limits.low() >= -1 && limits.low() <= 0 && limits.high() >= 0 && limits.high() <= 1,
        component,
        "limits around 0, within ±1");
  }

  /**
   * A closed interval that a metric should not leave.
   *
   * @param low the lower limit
   * @param high the upper limit
   */
  public record Limits(double low, double high) {
    /** Checks the components. */
    public Limits {
      Check.finite(low, "low");
      Check.finite(high, "high");
      Check.that(low <= high, "low", "not above high");
    }

    /** Whether the value is inside; not a number never is. */
    public boolean contain(double value) {
      return value >= low && value <= high;
    }
  }
}
