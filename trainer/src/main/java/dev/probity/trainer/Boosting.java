// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.trainer.LearnerInfo.Capability;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How trees are grown.
 *
 * @param depth largest depth of a tree, 1 to 16
 * @param rounds largest number of trees
 * @param patience stop after so many trees without a better validation log-loss
 * @param learningRate share of each tree that is added, in (0, 1]
 * @param minChildWeight least hessian in a leaf
 * @param lambda L2 penalty on leaf values
 * @param maxCategoriesOneHot features with fewer categories split one against the rest
 * @param rowShare share of the rows drawn for each tree, in (0, 1]
 * @param columnShare share of the columns drawn for each tree, in (0, 1]
 * @param maxCategories most categories a split looks at one by one
 */
public record Boosting(
    int depth,
    int rounds,
    int patience,
    double learningRate,
    double minChildWeight,
    double lambda,
    int maxCategoriesOneHot,
    double rowShare,
    double columnShare,
    int maxCategories) {
  /** So many categories no feature has: all are split one against the rest. */
  private static final int ONE_BY_ONE = 65_536;

  /** What is released unless a specification says otherwise: shallow trees, stopped early. */
  public static final Boosting DEFAULT = new Boosting(4, 400, 50, 0.1, 1, 1, 4);

  /** Nothing is penalised, and categories are split one against the rest, whatever their number. */
  public static final Boosting PLAIN = new Boosting(4, 400, 50, 0.1, 0, 0, ONE_BY_ONE);

  /** The learner's own default of the most categories a split looks at. */
  private static final int MAX_CATEGORIES = 64;

  /** Checks the ranges. */
  public Boosting {
    within("depth", depth, 1, 16);
    within("rounds", rounds, 1, 10_000);
    within("patience", patience, 1, 10_000);
    within("maxCategoriesOneHot", maxCategoriesOneHot, 1, ONE_BY_ONE);
    within("maxCategories", maxCategories, 1, 65_536);
    share("learningRate", learningRate);
    share("rowShare", rowShare);
    share("columnShare", columnShare);
    if (!(minChildWeight >= 0 && lambda >= 0 && minChildWeight + lambda < 1e9)) {
      throw new IllegalArgumentException(
          "minChildWeight and lambda must be at least 0: " + minChildWeight + ", " + lambda);
    }
  }

  /** Growth on all rows and columns: nothing is drawn at random. */
  public Boosting(
      int depth,
      int rounds,
      int patience,
      double learningRate,
      double minChildWeight,
      double lambda,
      int maxCategoriesOneHot) {
    this(
        depth,
        rounds,
        patience,
        learningRate,
        minChildWeight,
        lambda,
        maxCategoriesOneHot,
        1,
        1,
        MAX_CATEGORIES);
  }

  /** The same, with another limit on the number of trees. */
  public Boosting withRounds(int limit) {
    return new Boosting(
        depth,
        limit,
        patience,
        learningRate,
        minChildWeight,
        lambda,
        maxCategoriesOneHot,
        rowShare,
        columnShare,
        maxCategories);
  }

  /** Whether rows or columns are drawn for each tree. */
  public boolean drawn() {
    return rowShare < 1 || columnShare < 1;
  }

  /** What a learner must be able to do to grow trees so. */
  public Set<Capability> needs() {
    EnumSet<Capability> needs = EnumSet.of(Capability.EARLY_STOPPING, Capability.DETERMINISTIC);
    needs.add(
        maxCategoriesOneHot < ONE_BY_ONE ? Capability.CATEGORY_SETS : Capability.ONE_VERSUS_REST);
    if (minChildWeight > 0 || lambda > 0) {
      needs.add(Capability.LEAF_PENALTY);
    }
    if (rowShare < 1) {
      needs.add(Capability.ROW_SHARE);
    }
    if (columnShare < 1) {
      needs.add(Capability.COLUMN_SHARE);
    }
    return needs;
  }

  /** The parameters by the learner's names; shares and categories only where they are not usual. */
  public Map<String, String> params() {
    Map<String, String> params = new TreeMap<>();
    params.put("max_depth", Integer.toString(depth));
    params.put("eta", Double.toString(learningRate));
    params.put("min_child_weight", Double.toString(minChildWeight));
    params.put("lambda", Double.toString(lambda));
    params.put("max_cat_to_onehot", Integer.toString(maxCategoriesOneHot));
    params.put("rounds_limit", Integer.toString(rounds));
    params.put("early_stopping_rounds", Integer.toString(patience));
    if (drawn() || maxCategories != MAX_CATEGORIES) {
      params.put("subsample", Double.toString(rowShare));
      params.put("colsample_bytree", Double.toString(columnShare));
      params.put("max_cat_threshold", Integer.toString(maxCategories));
    }
    return params;
  }

  /**
   * The parameters of their names.
   *
   * @param params what {@link #params} gave
   * @throws IllegalArgumentException when one is missing or no number
   */
  public static Boosting parse(Map<String, String> params) {
    return new Boosting(
        (int) number(params, "max_depth", null),
        (int) number(params, "rounds_limit", null),
        (int) number(params, "early_stopping_rounds", null),
        number(params, "eta", null),
        number(params, "min_child_weight", null),
        number(params, "lambda", null),
        (int) number(params, "max_cat_to_onehot", null),
        number(params, "subsample", "1"),
        number(params, "colsample_bytree", "1"),
        (int) number(params, "max_cat_threshold", Integer.toString(MAX_CATEGORIES)));
  }

  private static double number(Map<String, String> params, String name, @Nullable String usual) {
    String text = params.getOrDefault(name, usual);
    if (text == null) {
      throw new IllegalArgumentException("the parameter " + name + " is missing");
    }
    return Double.parseDouble(text);
  }

  private static void share(String name, double value) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " is not within (0, 1]: " + value);
    }
  }

  private static void within(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          name + " is not within [" + low + ", " + high + "]: " + value);
    }
  }
}
