// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * The impact ratio (disparate impact) of a group against the privileged one, with its interval.
 *
 * @param value selection rate of the group over that of the privileged one; NaN when insufficient
 * @param lower lower end of the 95 % interval, or NaN
 * @param upper upper end of the 95 % interval, or NaN
 * @param n rows of the group
 * @param evidence what it says about the policy
 */
public record ImpactRatio(double value, double lower, double upper, long n, Evidence evidence) {
  private static final double Z95 = 1.96;

  /**
   * The ratio of two groups' selection rates.
   *
   * <p>DI = s_u / s_p (AIF360's direction: unprivileged over privileged); interval exp(ln DI ± 1.96
   * √((1−s_u)/(n_u s_u) + (1−s_p)/(n_p s_p))) (Katz et al. 1978). Insufficient when a group has
   * fewer rows than the policy asks, or fewer than five decided either way, so that the logarithm
   * always exists. Above 1 is normal where the positive class is the less wanted one. Worked by
   * hand: 100 of 200 against 50 of 200: DI 2, interval exp(.6931 ± 1.96 · √(.005 + .015)) = [1.516,
   * 2.639], a violation of [.8, 1.25].
   *
   * @param group the group, or all unprivileged pooled
   * @param privileged the privileged group
   * @param policy the limits
   * @return value, interval and evidence
   */
  public static ImpactRatio of(GroupCounts group, GroupCounts privileged, FairnessPolicy policy) {
    boolean enough =
        Math.min(group.n(), privileged.n()) >= policy.minGroupRows()
            && group.bothDecisionsSeen()
            && privileged.bothDecisionsSeen();
    if (!enough) {
      return new ImpactRatio(Double.NaN, Double.NaN, Double.NaN, group.n(), Evidence.INSUFFICIENT);
    }
    double value = group.selectionRate() / privileged.selectionRate();
    double reach = Z95 * Math.sqrt(logVariance(group) + logVariance(privileged));
    double lower = value * StrictMath.exp(-reach);
    double upper = value * StrictMath.exp(reach);
    return new ImpactRatio(value, lower, upper, group.n(), judge(value, lower, upper, policy));
  }

  private static double logVariance(GroupCounts group) {
    return (1 - group.selectionRate()) / group.selected();
  }

  private static Evidence judge(double value, double lower, double upper, FairnessPolicy policy) {
    if (value >= policy.lower() && value <= policy.upper()) {
      return Evidence.OK;
    }
    boolean entirely = upper < policy.lower() || lower > policy.upper();
    return entirely ? Evidence.VIOLATION : Evidence.WATCH;
  }
}
