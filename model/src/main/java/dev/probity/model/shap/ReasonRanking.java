// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which groups of features a person is told about. Contributions of a group add up; told are those
 * that pushed towards the decision (against the person when it is unfavourable, in their favour
 * when it is favourable) with at least 5 % of all groups' absolute contributions, the strongest
 * first, equal ones in the order of the groups, at most four. Groups that hold a protected
 * attribute count among all but are never told. Groups 0.6, −0.3, 0.06, 0.02 and a decision that is
 * positive: Σ|φ| = 0.98, so 0.6 and 0.06 are told, 0.02 is under 0.049.
 */
public final class ReasonRanking {
  /** The least share of all absolute contributions. */
  public static final double LEAST_SHARE = 0.05;

  /** The most reasons. */
  public static final int MOST = 4;

  /**
   * Features whose contributions are told as one.
   *
   * @param name the words for the group
   * @param features the columns, in the order of the profile
   * @param told whether it may be a reason; protected attributes never are
   */
  public record Group(String name, List<Integer> features, boolean told) {
    /** Copies the columns. */
    public Group {
      features = List.copyOf(features);
      if (features.isEmpty()) {
        throw new IllegalArgumentException("group " + name + " has no feature");
      }
    }
  }

  /**
   * A group that is told.
   *
   * @param group the group
   * @param contribution the sum of its contributions, in log-odds
   */
  public record Ranked(Group group, double contribution) {}

  private final List<Group> groups;

  /**
   * A ranking.
   *
   * @param groups in the order of the profile
   */
  public ReasonRanking(List<Group> groups) {
    this.groups = List.copyOf(groups);
  }

  /** The groups in their order. */
  public List<Group> groups() {
    return groups;
  }

  /**
   * The groups that are told.
   *
   * @param contributions one per column, in log-odds
   * @param from where this row begins
   * @param positive whether the decision is the positive class
   */
  public List<Ranked> rank(double[] contributions, int from, boolean positive) {
    double[] sums = new double[groups.size()];
    double all = 0;
    for (int i = 0; i < sums.length; i++) {
      for (int column : groups.get(i).features()) {
        sums[i] += contributions[from + column];
      }
      all += Math.abs(sums[i]);
    }
    List<Ranked> told = new ArrayList<>(MOST);
    for (int i = 0; i < sums.length; i++) {
      double towards = positive ? sums[i] : -sums[i];
      if (groups.get(i).told() && towards > 0 && towards >= LEAST_SHARE * all) {
        told.add(new Ranked(groups.get(i), sums[i]));
      }
    }
    told.sort(Comparator.comparingDouble((Ranked one) -> -Math.abs(one.contribution())));
    return told.size() > MOST ? List.copyOf(told.subList(0, MOST)) : told;
  }
}
