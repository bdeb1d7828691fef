// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.eval.GroupFairness;

/**
 * How a protected group fares beside the privileged one. Positive class over positive class: above
 * 1 is normal where the positive class is the less wanted one.
 *
 * @param attribute the protected attribute
 * @param group its group, or {@link #ALL_OTHERS}
 * @param privileged the group it is compared with
 * @param impactRatio selection rate over that of the privileged group
 * @param parityDifference selection rate minus that of the privileged group
 * @param opportunityDifference true positive rate minus that of the privileged group
 * @param oddsDifference mean difference of true and false positive rates
 */
public record GroupFigure(
    String attribute,
    String group,
    String privileged,
    GroupFairness.Measure impactRatio,
    GroupFairness.Measure parityDifference,
    GroupFairness.Measure opportunityDifference,
    GroupFairness.Measure oddsDifference) {
  /** All groups but the privileged one, together. */
  public static final String ALL_OTHERS = "others";

  /** Rows of the group. */
  public long rows() {
    return impactRatio.unprivilegedRows();
  }

  /** Whether there are enough rows to say anything. */
  public boolean sufficient() {
    return impactRatio.sufficient();
  }
}
