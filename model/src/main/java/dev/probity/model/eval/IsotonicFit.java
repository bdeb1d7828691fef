// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

import dev.probity.model.Calibrator;
import java.util.Arrays;

/**
 * Isotonic regression of labels on scores: the non-decreasing step function with the least squared
 * error, by pooling adjacent violators. Source: Ayer et al. (1955), An empirical distribution
 * function for sampling with incomplete information.
 */
public final class IsotonicFit {
  /** Default clip of the fitted probabilities, because pure blocks give exactly 0 and 1. */
  public static final double CLIP = 1e-6;

  private IsotonicFit() {}

  /**
   * Fits with the default clip [1e-6, 1 − 1e-6].
   *
   * @param input what the scores are
   * @param rows scores, labels and weights
   */
  public static Calibrator.Isotonic fit(Calibrator.Input input, ScoredRows rows) {
    return fit(input, rows, CLIP, 1 - CLIP);
  }

  /**
   * Fits: equal scores are pooled first, then a block is merged with the one before while that mean
   * is not smaller; knots are the first and last score of each block. Scores 1, 2, 3, 4 with labels
   * 0, 1, 0, 1 give blocks {1}, {2, 3}, {4} with means 0, ½, 1: knots (1, 0), (2, ½), (3, ½), (4,
   * 1).
   *
   * @param input what the scores are
   * @param rows scores, labels and weights; rows of weight 0 are ignored
   * @param low least probability the calibrator returns
   * @param high greatest probability the calibrator returns
   */
  public static Calibrator.Isotonic fit(
      Calibrator.Input input, ScoredRows rows, double low, double high) {
    Blocks blocks = new Blocks(rows.size());
    for (int start = 0; start < rows.size(); ) {
      int end = rows.tieEnd(start);
      double weight = 0;
      double positives = 0;
      for (int i = start; i < end; i++) {
        weight += rows.weight(i);
        positives += rows.label(i) ? rows.weight(i) : 0;
      }
      if (weight > 0) {
        blocks.push(rows.score(start), positives, weight);
      }
      start = end;
    }
    return blocks.calibrator(input, low, high);
  }

  private static final class Blocks {
    private final double[] first;
    private final double[] last;
    private final double[] sums;
    private final double[] weights;
    private int size;

    Blocks(int room) {
      first = new double[room];
      last = new double[room];
      sums = new double[room];
      weights = new double[room];
    }

    void push(double score, double sum, double weight) {
      first[size] = score;
      last[size] = score;
      sums[size] = sum;
      weights[size] = weight;
      size++;
      while (size > 1 && mean(size - 2) >= mean(size - 1)) {
        size--;
        last[size - 1] = last[size];
        sums[size - 1] += sums[size];
        weights[size - 1] += weights[size];
      }
    }

    private double mean(int block) {
      return sums[block] / weights[block];
    }

    Calibrator.Isotonic calibrator(Calibrator.Input input, double low, double high) {
      if (size == 0) {
        throw new IllegalArgumentException("every row has weight 0");
      }
      double[] x = new double[2 * size];
      double[] y = new double[2 * size];
      int knots = 0;
      for (int block = 0; block < size; block++) {
        x[knots] = first[block];
        y[knots++] = mean(block);
        if (last[block] > first[block]) {
          x[knots] = last[block];
          y[knots++] = mean(block);
        }
      }
      return new Calibrator.Isotonic(
          input, Arrays.copyOf(x, knots), Arrays.copyOf(y, knots), low, high);
    }
  }
}
