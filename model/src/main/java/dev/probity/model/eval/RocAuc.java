// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

/** Area under the ROC curve: how often a positive outranks a negative. */
public final class RocAuc {
  private RocAuc() {}

  /**
   * P(score of a positive &gt; score of a negative) + ½ P(equal), weighted. Scores .1 (negative),
   * .4 (positive), .4 (negative), .8 (positive): of four pairs three are won and one tied, 3.5/4 =
   * .875. Source: Mann and Whitney (1947); Hanley and McNeil (1982).
   *
   * @param rows positives and negatives
   * @return the area in [0, 1]
   * @throws IllegalArgumentException if one class is absent
   */
  public static double of(ScoredRows rows) {
    rows.requireBothClasses();
    double won = 0;
    double below = 0;
    for (int start = 0; start < rows.size(); ) {
      int end = rows.tieEnd(start);
      double positives = 0;
      double negatives = 0;
      for (int i = start; i < end; i++) {
        positives += rows.label(i) ? rows.weight(i) : 0;
        negatives += rows.label(i) ? 0 : rows.weight(i);
      }
      won += positives * (below + negatives / 2);
      below += negatives;
      start = end;
    }
    return won / (rows.positiveWeight() * rows.negativeWeight());
  }

  /**
   * 95 % interval by DeLong's variance from mid-ranks, cut to [0, 1]. With R the rank of a row
   * among all and r its rank in its own class, a positive's component is (R − r)/n₀, a negative's 1
   * − (R − r)/n₁; the variance is var(positives)/n₁ + var(negatives)/n₀. The four rows above have
   * components ¾, 1 and 1, ¾: variance 1/64 + 1/64 = 1/32. Source: DeLong et al. (1988); Sun and Xu
   * (2014).
   *
   * @param rows unweighted, at least two positives and two negatives; otherwise undefined
   */
  public static Interval interval(ScoredRows rows) {
    if (!rows.unweighted()) {
      throw new IllegalArgumentException("DeLong's interval needs rows of weight 1");
    }
    double positives = rows.positiveWeight();
    double negatives = rows.negativeWeight();
    if (positives < 2 || negatives < 2) {
      return Interval.undefined();
    }
    double area = of(rows);
    double spreadPositive = 0;
    double spreadNegative = 0;
    double positivesBelow = 0;
    double negativesBelow = 0;
    for (int start = 0; start < rows.size(); ) {
      int end = rows.tieEnd(start);
      int tiedPositives = 0;
      for (int i = start; i < end; i++) {
        tiedPositives += rows.label(i) ? 1 : 0;
      }
      int tiedNegatives = end - start - tiedPositives;
      double ofPositive = (negativesBelow + tiedNegatives / 2.0) / negatives - area;
      double ofNegative = 1 - (positivesBelow + tiedPositives / 2.0) / positives - area;
      spreadPositive += tiedPositives * ofPositive * ofPositive;
      spreadNegative += tiedNegatives * ofNegative * ofNegative;
      positivesBelow += tiedPositives;
      negativesBelow += tiedNegatives;
      start = end;
    }
    double variance =
        spreadPositive / (positives - 1) / positives + spreadNegative / (negatives - 1) / negatives;
    double half = Interval.Z * Math.sqrt(variance);
    return new Interval(Math.max(0, area - half), Math.min(1, area + half));
  }
}
