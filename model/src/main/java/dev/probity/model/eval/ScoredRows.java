// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Scores with their true labels and weights, sorted by score once, so that every metric is one
 * pass. Immutable.
 */
public final class ScoredRows {
  private final double[] scores;
  private final boolean[] labels;
  private final double[] weights;
  private final double positiveWeight;
  private final double negativeWeight;

  private ScoredRows(double[] scores, boolean[] labels, double[] weights) {
    this.scores = scores;
    this.labels = labels;
    this.weights = weights;
    double positives = 0;
    double negatives = 0;
    for (int i = 0; i < labels.length; i++) {
      positives += labels[i] ? weights[i] : 0;
      negatives += labels[i] ? 0 : weights[i];
    }
    this.positiveWeight = positives;
    this.negativeWeight = negatives;
  }

  /** Rows of weight 1. */
  public static ScoredRows of(double[] scores, boolean[] labels) {
    return of(scores, labels, ones(labels.length));
  }

  /**
   * Weighted rows.
   *
   * @param scores finite numbers
   * @param labels true = positive
   * @param weights finite, at least 0
   */
  public static ScoredRows of(double[] scores, boolean[] labels, double[] weights) {
    int size = scores.length;
    if (size == 0 || labels.length != size || weights.length != size) {
      throw new IllegalArgumentException(
          size + " scores, " + labels.length + " labels, " + weights.length + " weights");
    }
    for (int i = 0; i < size; i++) {
      if (!Double.isFinite(scores[i]) || !(weights[i] >= 0) || Double.isInfinite(weights[i])) {
        throw new IllegalArgumentException("row " + i + " has no finite score and weight");
      }
    }
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i] + 0.0))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] sorted = new double[size];
    boolean[] sortedLabels = new boolean[size];
    double[] sortedWeights = new double[size];
    for (int i = 0; i < size; i++) {
      sorted[i] = scores[order[i]] + 0.0;
      sortedLabels[i] = labels[order[i]];
      sortedWeights[i] = weights[order[i]];
    }
    return new ScoredRows(sorted, sortedLabels, sortedWeights);
  }

  /** Number of rows. */
  public int size() {
    return scores.length;
  }

  /** Score of the i-th row in ascending order. */
  public double score(int i) {
    return scores[i];
  }

  /** Label of the i-th row in ascending order of scores. */
  public boolean label(int i) {
    return labels[i];
  }

  /** Weight of the i-th row in ascending order of scores. */
  public double weight(int i) {
    return weights[i];
  }

  /** Weight of the positive rows. */
  public double positiveWeight() {
    return positiveWeight;
  }

  /** Weight of the negative rows. */
  public double negativeWeight() {
    return negativeWeight;
  }

  /** Weight of all rows. */
  public double totalWeight() {
    return positiveWeight + negativeWeight;
  }

  /** Whether ranking metrics are defined: there are positives and negatives. */
  public boolean hasBothClasses() {
    return positiveWeight > 0 && negativeWeight > 0;
  }

  /** Whether every row has weight 1. */
  public boolean unweighted() {
    for (double weight : weights) {
      if (weight != 1) {
        return false;
      }
    }
    return true;
  }

  /** Index after the last row of the tie that begins at a row. */
  int tieEnd(int start) {
    int end = start + 1;
    while (end < scores.length && scores[end] == scores[start]) {
      end++;
    }
    return end;
  }

  /** The same rows, each counted as often as it was drawn. */
  ScoredRows drawn(int[] times) {
    double[] drawn = new double[weights.length];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = weights[i] * times[i];
    }
    return new ScoredRows(scores, labels, drawn);
  }

  void requireBothClasses() {
    if (!hasBothClasses()) {
      throw new IllegalArgumentException(
          "the metric needs positives and negatives. Maybe the fold is too small");
    }
  }

  void requireProbabilities() {
    if (scores[0] < 0 || scores[scores.length - 1] > 1) {
      throw new IllegalArgumentException("scores are not probabilities. Maybe they are margins");
    }
  }

  private static double[] ones(int size) {
    double[] ones = new double[size];
    Arrays.fill(ones, 1);
    return ones;
  }
}
