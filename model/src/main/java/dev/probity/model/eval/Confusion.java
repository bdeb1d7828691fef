// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

/**
 * Decisions against labels, counted or weighted.
 *
 * @param truePositives decided positive, is positive
 * @param falsePositives decided positive, is negative
 * @param falseNegatives decided negative, is positive
 * @param trueNegatives decided negative, is negative
 * @param rows number of rows, whatever their weights
 */
public record Confusion(
    double truePositives,
    double falsePositives,
    double falseNegatives,
    double trueNegatives,
    long rows) {
  /** No rows. */
  public static final Confusion EMPTY = new Confusion(0, 0, 0, 0, 0);

  /**
   * A share that may lack a denominator.
   *
   * @param value the share, 0 when undefined
   * @param defined whether there was a denominator
   */
  public record Ratio(double value, boolean defined) {
    static Ratio of(double part, double whole) {
      return whole > 0 ? new Ratio(part / whole, true) : new Ratio(0, false);
    }
  }

  /** Checks the cells. */
  public Confusion {
    if (!(truePositives >= 0 && falsePositives >= 0 && falseNegatives >= 0 && trueNegatives >= 0)
        || rows < 0) {
      throw new IllegalArgumentException("a cell is negative or not a number");
    }
  }

  /**
   * Counts rows; the decision is positive iff score &gt; threshold, strictly.
   *
   * @param rows scores and labels
   * @param threshold the threshold
   */
  public static Confusion at(ScoredRows rows, double threshold) {
    double[] cells = new double[4];
    for (int i = 0; i < rows.size(); i++) {
      cells[(rows.score(i) > threshold ? 0 : 2) + (rows.label(i) ? 0 : 1)] += rows.weight(i);
    }
    return new Confusion(cells[0], cells[1], cells[2], cells[3], rows.size());
  }

  /** This and one more row. */
  public Confusion plus(boolean decided, boolean label, double weight) {
    return plus(
        new Confusion(
            decided && label ? weight : 0,
            decided && !label ? weight : 0,
            !decided && label ? weight : 0,
            !decided && !label ? weight : 0,
            1));
  }

  /** Both together. */
  public Confusion plus(Confusion other) {
    return new Confusion(
        truePositives + other.truePositives,
        falsePositives + other.falsePositives,
        falseNegatives + other.falseNegatives,
        trueNegatives + other.trueNegatives,
        rows + other.rows);
  }

  /** Weight of all rows. */
  public double total() {
    return positives() + negatives();
  }

  /** Weight of the rows that are positive. */
  public double positives() {
    return truePositives + falseNegatives;
  }

  /** Weight of the rows that are negative. */
  public double negatives() {
    return falsePositives + trueNegatives;
  }

  /** Weight of the rows decided positive. */
  public double selected() {
    return truePositives + falsePositives;
  }

  /** Share decided positive: (TP + FP) / all; 3 of 4 gives .75. */
  public Ratio selectionRate() {
    return Ratio.of(selected(), total());
  }

  /** Share that is positive: (TP + FN) / all. */
  public Ratio baseRate() {
    return Ratio.of(positives(), total());
  }

  /** TP / (TP + FP); 3 and 1 give .75. */
  public Ratio precision() {
    return Ratio.of(truePositives, selected());
  }

  /** True positive rate, TP / (TP + FN); 3 and 1 give .75. */
  public Ratio recall() {
    return Ratio.of(truePositives, positives());
  }

  /** True negative rate, TN / (TN + FP). */
  public Ratio specificity() {
    return Ratio.of(trueNegatives, negatives());
  }

  /** False positive rate, FP / (FP + TN). */
  public Ratio falsePositiveRate() {
    return Ratio.of(falsePositives, negatives());
  }

  /** (TP + TN) / all. */
  public Ratio accuracy() {
    return Ratio.of(truePositives + trueNegatives, total());
  }

  /** 2TP / (2TP + FP + FN); cells 3, 1, 1 give .75. */
  public Ratio f1() {
    return Ratio.of(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
  }

  /**
   * Matthews correlation: (TP·TN − FP·FN) / √((TP+FP)(TP+FN)(TN+FP)(TN+FN)), in [−1, 1]. Cells 3,
   * 1, 1, 3 give 8/16 = .5. Source: Matthews (1975).
   */
  public Ratio mcc() {
    double product = Math.sqrt(selected()) * Math.sqrt(positives()) * Math.sqrt(negatives());
    product *= Math.sqrt(trueNegatives + falseNegatives);
    return Ratio.of(truePositives * trueNegatives - falsePositives * falseNegatives, product);
  }
}
