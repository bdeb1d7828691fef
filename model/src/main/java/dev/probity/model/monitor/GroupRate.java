// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import dev.probity.model.eval.Interval;

/** Rates of one group, each with its n and its interval, or the statement that it is too small. */
public enum GroupRate {
  /** Share decided positive. */
  SELECTION("selection_rate"),
  /** Share decided positive among the truly positive. */
  TRUE_POSITIVE("tpr"),
  /** Share decided positive among the truly negative. */
  FALSE_POSITIVE("fpr");

  /** Fewer (expected) positives or negatives than this say nothing about a rate over them. */
  private static final double LEAST_BASE = 30;

  private final String wireName;

  GroupRate(String wireName) {
    this.wireName = wireName;
  }

  /** The name used on topics. */
  public String wireName() {
    return wireName;
  }

  /**
   * A rate as a part of a whole.
   *
   * @param part decided positive
   * @param whole all it could be
   * @param variance of an expected rate; NaN for counted ones, whose variance is binomial
   * @param rows rows behind it
   * @param sufficient whether it is evidence
   */
  record Share(double part, double whole, double variance, long rows, boolean sufficient) {
    double rate() {
      return part / whole;
    }

    boolean counted() {
      return Double.isNaN(variance);
    }

    /** Variance of the rate: given, or p(1−p)/n. */
    double spread() {
      return counted() ? rate() * (1 - rate()) / whole : variance;
    }
  }

  Share share(SegmentCells cells, GroupBasis basis, FairnessPolicy policy) {
    if (this == SELECTION) {
      GroupCounts counts = cells.counts();
      return new Share(
          counts.selected(),
          counts.n(),
          Double.NaN,
          counts.n(),
          counts.n() >= policy.minGroupRows() && counts.bothDecisionsSeen());
    }
    boolean estimated = basis == GroupBasis.ESTIMATED;
    DecisionCells truth = estimated ? cells.expected() : cells.realized();
    boolean hits = this == TRUE_POSITIVE;
    double part = hits ? truth.truePositives() : truth.falsePositives();
    double whole = hits ? truth.positives() : truth.total() - truth.positives();
    long rows = estimated ? cells.n() : cells.labelled();
    return new Share(
        part,
        whole,
        estimated ? Math.max(0, cells.variance(part / whole, whole)) : Double.NaN,
        rows,
        rows >= policy.minGroupRows() && whole >= LEAST_BASE);
  }

  /**
   * The rate of a group.
   *
   * <p>Counted rates have Wilson's interval; expected ones rate ± 1.96 √variance ({@link
   * SegmentCells#variance}), clipped to [0, 1]. Insufficient with fewer rows than the policy asks,
   * fewer than five decided either way (selection) or fewer than 30 (expected) positives or
   * negatives (the other two). Worked by hand: 50 selected of 200 are .25 in [.195, .314].
   *
   * @param cells the group's rows
   * @param basis where the truth comes from; a selection rate needs none
   * @param policy how many rows it takes
   * @return the rate
   */
  public GroupFigure of(SegmentCells cells, GroupBasis basis, FairnessPolicy policy) {
    Share share = share(cells, basis, policy);
    if (!share.sufficient()) {
      return GroupFigure.insufficient(share.rows());
    }
    Interval interval = interval(share);
    return new GroupFigure(
        share.rate(), interval.lower(), interval.upper(), share.rows(), Evidence.OK);
  }

  private static Interval interval(Share share) {
    if (share.counted()) {
      return Interval.wilson(share.part(), share.whole());
    }
    double reach = Interval.Z * Math.sqrt(share.spread());
    return new Interval(Math.max(0, share.rate() - reach), Math.min(1, share.rate() + reach));
  }
}
