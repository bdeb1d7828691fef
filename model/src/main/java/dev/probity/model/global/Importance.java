// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.global;

import dev.probity.model.eval.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How much each feature moves a model's margins: the mean absolute contribution over rows, in
 * log-odds, with its n; over all rows and group by group. It says what the model uses, not what is
 * true of the world, and a group whose figures differ is not thereby treated unfairly. Source:
 * Lundberg et al. (2020), From local explanations to global understanding, SHAP feature importance.
 *
 * @param group name of the rows
 * @param n rows
 * @param features one figure per feature, in column order
 */
public record Importance(String group, int n, List<Figure> features) {
  /** Name of all rows together. */
  public static final String ALL = "all";

  /**
   * One feature's figure.
   *
   * @param value mean of |φ|, in log-odds, at least 0
   * @param interval 95 % by the normal approximation, cut at 0; undefined for fewer than two rows
   */
  public record Figure(double value, Interval interval) {}

  /** Copies. */
  public Importance {
    features = List.copyOf(features);
  }

  /**
   * Importance over all rows. Contributions 0.3 and −0.5 have the mean absolute value 0.4, the
   * standard deviation √0.02 = 0.1414 and so the interval 0.4 ± 1.96 · 0.1414 / √2 = [0.204,
   * 0.596].
   *
   * @param contributions one per value, row by row, as the explainer gives them
   * @param features values of a row
   */
  public static Importance of(double[] contributions, int features) {
    int rows = rows(contributions, features);
    int[] all = new int[rows];
    for (int row = 0; row < rows; row++) {
      all[row] = row;
    }
    return figures(ALL, contributions, features, all);
  }

  /**
   * Importance group by group.
   *
   * @param contributions one per value, row by row
   * @param features values of a row
   * @param groups the group of each row
   * @return one per group, in name order, the smallest ones too
   */
  public static List<Importance> byGroup(
      double[] contributions, int features, List<String> groups) {
    int rows = rows(contributions, features);
    if (groups.size() != rows) {
      throw new IllegalArgumentException(groups.size() + " groups for " + rows + " rows");
    }
    Map<String, List<Integer>> members = new TreeMap<>();
    for (int row = 0; row < rows; row++) {
      members.computeIfAbsent(groups.get(row), none -> new ArrayList<>()).add(row);
    }
    List<Importance> found = new ArrayList<>();
    members.forEach(
        (group, of) ->
            found.add(
                figures(
                    group, contributions, features, of.stream().mapToInt(row -> row).toArray())));
    return found;
  }

  private static int rows(double[] contributions, int features) {
    if (features < 1 || contributions.length == 0 || contributions.length % features != 0) {
      throw new IllegalArgumentException(
          contributions.length + " contributions are no rows of " + features);
    }
    return contributions.length / features;
  }

  private static Importance figures(
      String group, double[] contributions, int features, int[] rows) {
    Objects.requireNonNull(group, "group");
    List<Figure> figures = new ArrayList<>();
    for (int feature = 0; feature < features; feature++) {
      double sum = 0;
      for (int row : rows) {
        sum += Math.abs(contributions[row * features + feature]);
      }
      double mean = sum / rows.length;
      double squares = 0;
      for (int row : rows) {
        double distance = Math.abs(contributions[row * features + feature]) - mean;
        squares += distance * distance;
      }
      figures.add(new Figure(mean, interval(mean, squares, rows.length)));
    }
    return new Importance(group, rows.length, figures);
  }

  private static Interval interval(double mean, double squares, int n) {
    if (n < 2) {
      return Interval.undefined();
    }
    double half = Interval.Z * Math.sqrt(squares / (n - 1) / n);
    return new Interval(Math.max(0, mean - half), mean + half);
  }
}
