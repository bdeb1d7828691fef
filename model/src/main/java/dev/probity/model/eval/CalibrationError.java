// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

import java.util.ArrayList;
import java.util.List;

/**
 * Expected calibration error: Σ_bins (weight of bin / weight) · |mean score − share of positives|.
 * Two ways to cut bins are in use and give different numbers; they are named apart. Source: Naeini
 * et al. (2015), Obtaining well calibrated probabilities using Bayesian binning.
 */
public final class CalibrationError {
  private CalibrationError() {}

  /**
   * One bin of a reliability table.
   *
   * @param weight weight of its rows
   * @param meanScore their mean score; NaN in an empty bin
   * @param positiveShare their share of positives; NaN in an empty bin
   */
  public record Bin(double weight, double meanScore, double positiveShare) {
    /**
     * Wilson's interval of the share of positives, for rows of weight 1: where the mean score lies
     * outside it, the bin is not calibrated. 8 positives of 10 give [0.490, 0.943]; an empty bin's
     * is undefined.
     */
    public Interval interval() {
      return weight > 0
          ? Interval.wilson(Math.min(weight, positiveShare * weight), weight)
          : Interval.undefined();
    }
  }

  /**
   * Bins of equal width: bin = min(⌊count · p⌋, count − 1). Two bins, scores .2 (negative), .4
   * (positive), .9 (positive): ⅔ · |.3 − .5| + ⅓ · |.9 − 1| = .1667.
   *
   * @param rows scores are probabilities
   * @param count number of bins, usually 10
   */
  public static double equalWidth(ScoredRows rows, int count) {
    return error(equalWidthBins(rows, count));
  }

  /**
   * Bins of equal count: rows sorted by score, cut into runs whose sizes differ by at most one, the
   * longer ones first. Two bins, the three rows above: ⅔ · |.3 − .5| + ⅓ · |.9 − 1| = .1667.
   *
   * @param rows scores are probabilities
   * @param count number of bins, usually 10
   */
  public static double equalCount(ScoredRows rows, int count) {
    rows.requireProbabilities();
    requireCount(count);
    List<Bin> bins = new ArrayList<>();
    int start = 0;
    for (int bin = 0; bin < count; bin++) {
      int size = rows.size() / count + (bin < rows.size() % count ? 1 : 0);
      bins.add(bin(rows, start, start + size));
      start += size;
    }
    return error(bins);
  }

  /**
   * The reliability table over bins of equal width: what was said and what came of it, bin by bin,
   * empty bins included. Scores .2 (negative), .4 (positive), .9 (positive) in two bins give (n 2,
   * mean .3, share .5) and (n 1, mean .9, share 1).
   *
   * @param rows scores are probabilities
   * @param count number of bins, usually 10
   * @return the bins in ascending order
   */
  public static List<Bin> equalWidthBins(ScoredRows rows, int count) {
    rows.requireProbabilities();
    requireCount(count);
    List<Bin> bins = new ArrayList<>();
    int start = 0;
    for (int bin = 0; bin < count; bin++) {
      int end = start;
      while (end < rows.size() && Math.min((int) (count * rows.score(end)), count - 1) == bin) {
        end++;
      }
      bins.add(bin(rows, start, end));
      start = end;
    }
    return bins;
  }

  private static Bin bin(ScoredRows rows, int start, int end) {
    double weight = 0;
    double scores = 0;
    double positives = 0;
    for (int i = start; i < end; i++) {
      weight += rows.weight(i);
      scores += rows.weight(i) * rows.score(i);
      positives += rows.label(i) ? rows.weight(i) : 0;
    }
    return new Bin(weight, scores / weight, positives / weight);
  }

  private static double error(List<Bin> bins) {
    double total = bins.stream().mapToDouble(Bin::weight).sum();
    double sum = 0;
    for (Bin bin : bins) {
      sum += bin.weight > 0 ? bin.weight * Math.abs(bin.meanScore - bin.positiveShare) : 0;
    }
    return sum / total;
  }

  private static void requireCount(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("bins must be at least 1: " + count);
    }
  }
}
