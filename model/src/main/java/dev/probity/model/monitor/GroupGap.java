// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import dev.probity.model.eval.Interval;

/** Differences of a group's rates from the privileged group's, unprivileged minus privileged. */
public enum GroupGap {
  /** Selection rates: s_u − s_p. */
  STATISTICAL_PARITY("statistical_parity_difference"),
  /** True positive rates: TPR_u − TPR_p (Hardt et al. 2016). */
  EQUAL_OPPORTUNITY("equal_opportunity_difference"),
  /** Half the sum of the differences of both rates (AIF360). */
  AVERAGE_ODDS("average_odds_difference");

  /** A difference beyond this, either way, is outside the policy. */
  public static final double LARGEST = .1;

  private final String wireName;

  GroupGap(String wireName) {
    this.wireName = wireName;
  }

  /** The name used on topics. */
  public String wireName() {
    return wireName;
  }

  /**
   * The difference, held against ± {@link #LARGEST}.
   *
   * <p>Counted rates: Newcombe's interval (average odds: from the four binomial variances);
   * expected ones: ± 1.96 √(sum of the variances). Insufficient as soon as one side is. Worked by
   * hand: 56 selected of 70 against 48 of 80 are .2 in [.052, .334]: outside, not entirely.
   *
   * @param group the group, or all unprivileged pooled
   * @param privileged the privileged group
   * @param basis where the truth comes from; parity needs none
   * @param policy how many rows it takes
   * @return the difference
   */
  public GroupFigure of(
      SegmentCells group, SegmentCells privileged, GroupBasis basis, FairnessPolicy policy) {
    return switch (this) {
      case STATISTICAL_PARITY -> difference(GroupRate.SELECTION, group, privileged, basis, policy);
      case EQUAL_OPPORTUNITY ->
          difference(GroupRate.TRUE_POSITIVE, group, privileged, basis, policy);
      case AVERAGE_ODDS -> odds(group, privileged, basis, policy);
    };
  }

  private static GroupFigure difference(
      GroupRate rate,
      SegmentCells group,
      SegmentCells privileged,
      GroupBasis basis,
      FairnessPolicy policy) {
    GroupRate.Share u = rate.share(group, basis, policy);
    GroupRate.Share p = rate.share(privileged, basis, policy);
    if (!u.sufficient() || !p.sufficient()) {
      return GroupFigure.insufficient(u.rows());
    }
    if (u.counted()) {
      Interval interval = Interval.newcombe(u.part(), u.whole(), p.part(), p.whole());
      return held(u.rate() - p.rate(), interval.lower(), interval.upper(), u.rows());
    }
    return around(u.rate() - p.rate(), u.spread() + p.spread(), u.rows());
  }

  private static GroupFigure odds(
      SegmentCells group, SegmentCells privileged, GroupBasis basis, FairnessPolicy policy) {
    GroupRate.Share hitsU = GroupRate.TRUE_POSITIVE.share(group, basis, policy);
    GroupRate.Share hitsP = GroupRate.TRUE_POSITIVE.share(privileged, basis, policy);
    GroupRate.Share alarmsU = GroupRate.FALSE_POSITIVE.share(group, basis, policy);
    GroupRate.Share alarmsP = GroupRate.FALSE_POSITIVE.share(privileged, basis, policy);
    if (!hitsU.sufficient()
        || !hitsP.sufficient()
        || !alarmsU.sufficient()
        || !alarmsP.sufficient()) {
      return GroupFigure.insufficient(hitsU.rows());
    }
    double value = (hitsU.rate() - hitsP.rate() + alarmsU.rate() - alarmsP.rate()) / 2;
    double variance = (hitsU.spread() + hitsP.spread() + alarmsU.spread() + alarmsP.spread()) / 4;
    return around(value, variance, hitsU.rows());
  }

  private static GroupFigure around(double value, double variance, long n) {
    double reach = Interval.Z * Math.sqrt(variance);
    return held(value, value - reach, value + reach, n);
  }

  private static GroupFigure held(double value, double lower, double upper, long n) {
    return GroupFigure.within(value, lower, upper, n, -LARGEST, LARGEST);
  }
}
