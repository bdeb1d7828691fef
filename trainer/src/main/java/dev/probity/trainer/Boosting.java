// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

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
 */
public record Boosting(
    int depth,
    int rounds,
    int patience,
    double learningRate,
    double minChildWeight,
    double lambda,
    int maxCategoriesOneHot) {
  /** What is released unless a specification says otherwise: shallow trees, stopped early. */
  public static final Boosting DEFAULT = new Boosting(4, 400, 50, 0.1, 1, 1, 4);

  /** Checks the ranges. */
  public Boosting {
    within("depth", depth, 1, 16);
    within("rounds", rounds, 1, 10_000);
    within("patience", patience, 1, 10_000);
    within("maxCategoriesOneHot", maxCategoriesOneHot, 1, 65_536);
    if (!(learningRate > 0 && learningRate <= 1)) {
      throw new IllegalArgumentException("learningRate is not within (0, 1]: " + learningRate);
    }
    if (!(minChildWeight >= 0 && lambda >= 0 && minChildWeight + lambda < 1e9)) {
      throw new IllegalArgumentException(
          "minChildWeight and lambda must be at least 0: " + minChildWeight + ", " + lambda);
    }
  }

  /** The same, with another limit on the number of trees. */
  public Boosting withRounds(int limit) {
    return new Boosting(
        depth, limit, patience, learningRate, minChildWeight, lambda, maxCategoriesOneHot);
  }

  private static void within(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          name + " is not within [" + low + ", " + high + "]: " + value);
    }
  }
}
