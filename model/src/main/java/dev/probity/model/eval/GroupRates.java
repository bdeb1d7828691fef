// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

import java.util.List;
import java.util.Map;

/**
 * How a model's decisions fall on one group: each rate with its n and its interval, or the
 * statement that there is too little evidence. A small group is never left out and never perfect.
 *
 * @param group name of the group
 * @param rows rows of the group, whatever their weights
 * @param selection share decided positive
 * @param truePositive share decided positive among the positive, TPR
 * @param falsePositive share decided positive among the negative, FPR
 * @param positivePredictive share of the positive among those decided positive, PPV
 */
public record GroupRates(
    String group,
    long rows,
    Rate selection,
    Rate truePositive,
    Rate falsePositive,
    Rate positivePredictive) {

  /** A rate, or why there is none. */
  public sealed interface Rate {
    /** Rows behind the rate, or their weight where rows are weighted. */
    double n();
  }

  /**
   * A rate.
   *
   * @param value in [0, 1]
   * @param n its denominator
   * @param interval Wilson's 95 % interval; undefined where rows are weighted
   */
  public record Estimated(double value, double n, Interval interval) implements Rate {}

  /**
   * Insufficient evidence: the group has fewer rows than the minimum, or none the rate is about.
   *
   * @param n the denominator there is
   */
  public record Insufficient(double n) implements Rate {}

  /**
   * Rates of every group. A group of 200 rows of which 50 are decided positive has the selection
   * rate .25 of n 200 in [.195, .314]; one of 36 rows, with a minimum of 150, has none.
   *
   * @param groups decisions by group
   * @param minimum rows a group needs
   * @return one per group, in the map's order
   */
  public static List<GroupRates> of(Map<String, Confusion> groups, long minimum) {
    return groups.entrySet().stream()
        .map(group -> of(group.getKey(), group.getValue(), minimum))
        .toList();
  }

  private static GroupRates of(String group, Confusion cells, long minimum) {
    return new GroupRates(
        group,
        cells.rows(),
        rate(cells, cells.selected(), cells.total(), minimum),
        rate(cells, cells.truePositives(), cells.positives(), minimum),
        rate(cells, cells.falsePositives(), cells.negatives(), minimum),
        rate(cells, cells.truePositives(), cells.selected(), minimum));
  }

  private static Rate rate(Confusion cells, double part, double whole, long minimum) {
    if (cells.rows() < minimum || !(whole > 0)) {
      return new Insufficient(whole);
    }
    boolean counted = cells.total() == cells.rows();
    return new Estimated(
        part / whole, whole, counted ? Interval.wilson(part, whole) : Interval.undefined());
  }
}
