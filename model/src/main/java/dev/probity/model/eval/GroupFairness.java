// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How a model's decisions fall on the groups of one protected attribute. All other groups pooled
 * are compared with the privileged one: ratios are unprivileged over privileged, differences
 * unprivileged minus privileged. "Positive" is the model's label 1, favourable or not.
 */
public final class GroupFairness {
  private final Map<String, Confusion> groups;
  private final Confusion privileged;
  private final Confusion unprivileged;
  private final long minimum;

  /**
   * A comparison with its uncertainty.
   *
   * @param value the value; NaN if a rate it needs is not defined
   * @param interval 95 % interval; undefined for weighted rows
   * @param unprivilegedRows rows behind the unprivileged side
   * @param privilegedRows rows behind the privileged side
   * @param sufficient whether both sides have the minimum number of rows
   */
  public record Measure(
      double value,
      Interval interval,
      long unprivilegedRows,
      long privilegedRows,
      boolean sufficient) {}

  /**
   * Groups and which of them is privileged.
   *
   * @param groups decisions per group, none empty
   * @param privileged name of the privileged group
   * @param minimum rows each side needs before a measure counts as evidence
   */
  public GroupFairness(Map<String, Confusion> groups, String privileged, long minimum) {
    Confusion first = groups.get(privileged);
    if (first == null || groups.size() < 2) {
      throw new IllegalArgumentException(
          "there is no privileged group among " + groups.size() + ", or no other");
    }
    this.groups = Collections.unmodifiableMap(new TreeMap<>(groups));
    this.privileged = first;
    this.minimum = minimum;
    Confusion others = Confusion.EMPTY;
    for (Map.Entry<String, Confusion> group : this.groups.entrySet()) {
      others = group.getKey().equals(privileged) ? others : others.plus(group.getValue());
    }
    this.unprivileged = others;
  }

  /** Decisions per group, in name order. */
  public Map<String, Confusion> groups() {
    return groups;
  }

  /**
   * Disparate impact s_u / s_p, interval exp(ln DI ± 1.96 √((1−s_u)/(n_u s_u) + (1−s_p)/(n_p
   * s_p))); with an empty cell ½ is added to both cells of that side for the interval. 30 of 100
   * against 40 of 100 give .75. Source: Katz et al. (1978); the four-fifths rule, 29 CFR 1607.4.
   */
  public Measure disparateImpact() {
    double value = rate(unprivileged.selectionRate()) / rate(privileged.selectionRate());
    boolean defined = privileged.selected() > 0 && unprivileged.total() > 0;
    Interval interval = Interval.undefined();
    if (defined && counted()) {
      double[] u = cells(unprivileged);
      double[] p = cells(privileged);
      double centre = StrictMath.log(u[0] / u[1]) - StrictMath.log(p[0] / p[1]);
      double half = Interval.Z * Math.sqrt(1 / u[0] - 1 / u[1] + 1 / p[0] - 1 / p[1]);
      interval = new Interval(StrictMath.exp(centre - half), StrictMath.exp(centre + half));
    }
    return measure(defined ? value : Double.NaN, interval);
  }

  /** Statistical parity difference s_u − s_p, Newcombe's interval; .3 against .4 give −.1. */
  public Measure statisticalParity() {
    return difference(Confusion::selected, Confusion::total);
  }

  /**
   * Equal opportunity difference TPR_u − TPR_p, Newcombe's interval. Source: Hardt et al. (2016),
   * Equality of opportunity in supervised learning.
   */
  public Measure equalOpportunity() {
    return difference(Confusion::truePositives, Confusion::positives);
  }

  /**
   * Average odds difference ½ [(FPR_u − FPR_p) + (TPR_u − TPR_p)], interval from the sum of the
   * four binomial variances / 4. FPR .2 against .1 and TPR .8 against .7 give .1. Source: AIF360.
   */
  public Measure averageOdds() {
    double value = (odds(unprivileged) - odds(privileged)) / 2;
    double variance = (oddsVariance(unprivileged) + oddsVariance(privileged)) / 4;
    double half = Interval.Z * Math.sqrt(variance);
    boolean shown = counted() && !Double.isNaN(value);
    return measure(value, shown ? new Interval(value - half, value + half) : Interval.undefined());
  }

  private static double odds(Confusion side) {
    return rate(side.recall()) + rate(side.falsePositiveRate());
  }

  private static double oddsVariance(Confusion side) {
    double tpr = rate(side.recall());
    double fpr = rate(side.falsePositiveRate());
    return tpr * (1 - tpr) / side.positives() + fpr * (1 - fpr) / side.negatives();
  }

  /** Largest minus smallest selection rate over the groups. Source: fairlearn. */
  public double demographicParityDifference() {
    return range(Confusion::selectionRate);
  }

  /** Smallest over largest selection rate over the groups. Source: fairlearn. */
  public double demographicParityRatio() {
    return ratio(Confusion::selectionRate);
  }

  /**
   * The larger of the ranges of TPR and FPR over the groups where they are defined. Source:
   * fairlearn, which however counts an undefined rate as 0.
   */
  public double equalizedOddsDifference() {
    return Math.max(range(Confusion::recall), range(Confusion::falsePositiveRate));
  }

  /** The smaller of min/max TPR and min/max FPR over the groups where they are defined. */
  public double equalizedOddsRatio() {
    return Math.min(ratio(Confusion::recall), ratio(Confusion::falsePositiveRate));
  }

  private double range(Function<Confusion, Confusion.Ratio> rate) {
    double[] rates = rates(rate);
    return rates[1] - rates[0];
  }

  private double ratio(Function<Confusion, Confusion.Ratio> rate) {
    double[] rates = rates(rate);
    return rates[0] / rates[1];
  }

  private double[] rates(Function<Confusion, Confusion.Ratio> rate) {
    double least = Double.NaN;
    double most = Double.NaN;
    for (Confusion group : groups.values()) {
      Confusion.Ratio found = rate.apply(group);
      if (found.defined()) {
        least = found.value() >= least ? least : found.value();
        most = found.value() <= most ? most : found.value();
      }
    }
    return new double[] {least, most};
  }

  private Measure difference(Function<Confusion, Double> part, Function<Confusion, Double> whole) {
    double partU = part.apply(unprivileged);
    double wholeU = whole.apply(unprivileged);
    double partP = part.apply(privileged);
    double wholeP = whole.apply(privileged);
    double value = partU / wholeU - partP / wholeP;
    boolean shown = counted() && wholeU > 0 && wholeP > 0;
    return measure(
        value, shown ? Interval.newcombe(partU, wholeU, partP, wholeP) : Interval.undefined());
  }

  private Measure measure(double value, Interval interval) {
    boolean enough = unprivileged.rows() >= minimum && privileged.rows() >= minimum;
    return new Measure(
        value, interval, unprivileged.rows(), privileged.rows(), enough && !Double.isNaN(value));
  }

  private static double rate(Confusion.Ratio ratio) {
    return ratio.defined() ? ratio.value() : Double.NaN;
  }

  private boolean counted() {
    return privileged.total() == privileged.rows() && unprivileged.total() == unprivileged.rows();
  }

  private static double[] cells(Confusion side) {
    boolean empty = side.selected() == 0 || side.selected() == side.total();
    return empty
        ? new double[] {side.selected() + 0.5, side.total() + 1}
        : new double[] {side.selected(), side.total()};
  }
}
