// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A sum of trees over a fixed number of features. Immutable and shared between threads. Margins are
 * accumulated in double, always in tree order, so a row has the same bits whatever batch it is in.
 */
public final class Ensemble {
  private static final int BLOCK = 256;

  private final int features;
  private final Objective objective;
  private final float baseScore;
  private final double baseMargin;
  private final List<Tree> trees;
  private final Tree[] fast;

  /**
   * An ensemble.
   *
   * @param features length of a row, at least 1
   * @param objective meaning of the base score
   * @param baseScore for {@link Objective#BINARY_LOGISTIC} a probability in (0, 1), else a margin
   * @param trees the trees in order; each tests only features below {@code features}
   * @throws ModelRefusedException if a tree tests a feature beyond the row, a feature is split both
   *     by thresholds and by categories, or the base score is outside its range
   */
  public Ensemble(int features, Objective objective, float baseScore, List<Tree> trees) {
    if (features < 1) {
      throw new IllegalArgumentException("features must be at least 1: " + features);
    }
    this.features = features;
    this.objective = Objects.requireNonNull(objective, "objective");
    this.baseScore = baseScore;
    this.trees = List.copyOf(trees);
    this.fast = this.trees.toArray(Tree[]::new);
    this.baseMargin = baseMargin(objective, baseScore);
    for (int index = 0; index < fast.length; index++) {
      if (fast[index].featuresNeeded() > features) {
        throw new ModelRefusedException(
            RefusalCode.INVALID_TREES,
            "tree " + index + " tests a feature beyond the " + features + " of a row");
      }
    }
    requireOneKindPerFeature();
  }

  private void requireOneKindPerFeature() {
    boolean[] numeric = new boolean[features];
    boolean[] categorical = new boolean[features];
    for (Tree tree : fast) {
      tree.markKinds(numeric, categorical);
    }
    for (int feature = 0; feature < features; feature++) {
      if (numeric[feature] && categorical[feature]) {
        throw new ModelRefusedException(
            RefusalCode.INVALID_TREES,
            "feature " + feature + " is split by thresholds and by categories");
      }
    }
  }

  private static double baseMargin(Objective objective, float baseScore) {
    if (objective != Objective.BINARY_LOGISTIC) {
      return finite(baseScore);
    }
    if (!(baseScore > 0f && baseScore < 1f)) {
      throw new ModelRefusedException(
          RefusalCode.INVALID_TREES, "base score is not a probability in (0, 1): " + baseScore);
    }
    double p = baseScore;
    return StrictMath.log(p) - StrictMath.log(1 - p);
  }

  private static double finite(float baseScore) {
    if (!Float.isFinite(baseScore)) {
      throw new ModelRefusedException(RefusalCode.INVALID_TREES, "base score is not finite");
    }
    return baseScore + 0.0f;
  }

  /** Length of a row. */
  public int features() {
    return features;
  }

  /** Meaning of the base score. */
  public Objective objective() {
    return objective;
  }

  /** The base score as stored. */
  public float baseScore() {
    return baseScore;
  }

  /** The margin of a row before any tree. */
  public double baseMargin() {
    return baseMargin;
  }

  /** The trees in order. */
  public List<Tree> trees() {
    return trees;
  }

  /** Nodes of all trees, leaves included. */
  public int nodes() {
    return trees.stream().mapToInt(Tree::nodes).sum();
  }

  /** Depth of the deepest tree. */
  public int maxDepth() {
    return trees.stream().mapToInt(Tree::depth).max().orElse(0);
  }

  /**
   * The ensemble of the first trees, for cutting after early stopping.
   *
   * @param count number of trees to keep, at most those there are
   */
  public Ensemble first(int count) {
    return new Ensemble(features, objective, baseScore, trees.subList(0, count));
  }

  /**
   * Margin of one row: base margin + Σ leaf values, in tree order, in double. Base margin 0 and two
   * trees ending in leaves 0.5 and −0.125 give 0.375.
   *
   * @param row one value per feature, NaN = missing
   * @return the margin (log-odds for a logistic objective)
   */
  public double margin(float[] row) {
    requireRow(row);
    double margin = baseMargin;
    for (Tree tree : fast) {
      margin += tree.leafOf(row, 0);
    }
    return margin;
  }

  /**
   * Margins of many rows; each has the bits {@link #margin} gives it alone.
   *
   * @param rows values row by row, NaN = missing; at least {@code count · features} long
   * @param count number of rows
   * @param margins receives one margin per row
   */
  public void margins(float[] rows, int count, double[] margins) {
    Objects.checkFromIndexSize(0, count, margins.length);
    Objects.checkFromIndexSize(0, Math.multiplyExact(count, features), rows.length);
    for (int start = 0; start < count; start += BLOCK) {
      int end = Math.min(count, start + BLOCK);
      Arrays.fill(margins, start, end, baseMargin);
      for (Tree tree : fast) {
        for (int row = start; row < end; row++) {
          margins[row] += tree.leafOf(rows, row * features);
        }
      }
    }
  }

  /**
   * Margin as XGBoost computes it, in float32: start at the float32 logit of the base score, add
   * leaves in tree order in float32. For conformance tests against XGBoost; products use {@link
   * #margin}. Base score 0.5 and leaves 0.1f and 0.2f give 0.3f.
   *
   * @param row one value per feature, NaN = missing
   */
  public float conformanceMargin(float[] row) {
    requireRow(row);
    float margin =
        objective == Objective.BINARY_LOGISTIC
            ? (float) -StrictMath.log(1f / baseScore - 1f)
            : baseScore;
    for (Tree tree : fast) {
      margin += tree.leafOf(row, 0);
    }
    return margin;
  }

  /**
   * Probability of a log-odds margin: 1 / (1 + exp(−margin)), by {@link StrictMath} so that every
   * platform gives the same bits. Margin 0 gives 0.5; margin ln 3 gives 0.75.
   *
   * @param margin log-odds
   * @return the probability in [0, 1]
   */
  public static double probability(double margin) {
    return 1 / (1 + StrictMath.exp(-margin));
  }

  private void requireRow(float[] row) {
    if (row.length != features) {
      throw new IllegalArgumentException(
          "row has " + row.length + " values, the ensemble needs " + features);
    }
  }
}
