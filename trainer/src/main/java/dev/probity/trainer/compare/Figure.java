// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.compare;

import dev.probity.model.eval.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A figure and how much each case adds to it, so that figures of two releases can be compared. Each
 * stratum is a sample of its own; the figure's variance is the sum of the strata's variances over
 * their sizes.
 *
 * @param value the figure
 * @param strata by stratum, what each case adds
 */
record Figure(double value, List<double[]> strata) {
  private static final int LEAST = 2;

  /**
   * A mean, such as accuracy or the Brier score. Of 1, 0, 1, 1: .75, variance .25/4 = .0625.
   *
   * @param each the cases
   */
  static Figure mean(double[] each) {
    return new Figure(Arrays.stream(each).average().orElse(Double.NaN), List.of(each));
  }

  /**
   * Area under the ROC curve with DeLong's components: of a positive the share of negatives below
   * it, of a negative the share of positives above it, ties count half. Positives .4 and .8 against
   * negatives .1 and .4: components 3/4, 1 and 1, 3/4, area .875, variance 1/64 + 1/64 = 1/32.
   * Source: DeLong et al. (1988); Sun and Xu (2014).
   *
   * @param positives scores of the positives
   * @param negatives scores of the negatives
   */
  static Figure area(double[] positives, double[] negatives) {
    double[] below = positives.clone();
    double[] lower = negatives.clone();
    Arrays.sort(below);
    Arrays.sort(lower);
    double[] ofPositives = shares(positives, lower);
    double[] ofNegatives = shares(negatives, below);
    for (int i = 0; i < ofNegatives.length; i++) {
      ofNegatives[i] = 1 - ofNegatives[i];
    }
    double area = Arrays.stream(ofPositives).average().orElse(Double.NaN);
    return new Figure(area, List.of(ofPositives, ofNegatives));
  }

  /**
   * Impact ratio a / b of two selection rates, by the delta method: a case of the group adds y/b, a
   * case of the privileged −y·a/b². Of rates .5 and .8 the ratio is .625, and a selected case of
   * the group adds 1.25, one of the privileged −.78125. Source: Katz et al. (1978).
   *
   * @param group 1 for each selected case of the group, 0 for each other
   * @param privileged the same of the privileged
   */
  static Figure ratio(double[] group, double[] privileged) {
    double a = Arrays.stream(group).average().orElse(Double.NaN);
    double b = Arrays.stream(privileged).average().orElse(Double.NaN);
    return new Figure(
        a / b,
        List.of(
            Arrays.stream(group).map(y -> y / b).toArray(),
            Arrays.stream(privileged).map(y -> -y * a / (b * b)).toArray()));
  }

  /**
   * 95 % interval of this figure minus another of the same cases, in the same order: by the
   * variance of what the cases add to the one less what they add to the other.
   */
  Interval minusPaired(Figure other) {
    double variance = 0;
    for (int s = 0; s < strata.size(); s++) {
      double[] mine = strata.get(s);
      double[] theirs = other.strata.get(s);
      variance +=
          variance(IntStream.range(0, mine.length).mapToDouble(i -> mine[i] - theirs[i]).toArray());
    }
    return around(value - other.value, variance);
  }

  /** 95 % interval of this figure minus another of other cases: their variances add up. */
  Interval minus(Figure other) {
    double variance = 0;
    for (int s = 0; s < strata.size(); s++) {
      variance += variance(strata.get(s)) + variance(other.strata.get(s));
    }
    return around(value - other.value, variance);
  }

  private static Interval around(double difference, double variance) {
    double half = Interval.Z * Math.sqrt(variance);
    return Double.isFinite(difference) && Double.isFinite(half)
        ? new Interval(difference - half, difference + half)
        : Interval.undefined();
  }

  /** Variance of the mean; not a number for fewer than two cases. */
  private static double variance(double[] each) {
    if (each.length < LEAST) {
      return Double.NaN;
    }
    double mean = Arrays.stream(each).average().orElse(0);
    double squares = Arrays.stream(each).map(x -> (x - mean) * (x - mean)).sum();
    return squares / (each.length - 1) / each.length;
  }

  /** Of each score the share of the sorted others below it, ties half. */
  private static double[] shares(double[] scores, double[] sorted) {
    double[] shares = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      int first = first(sorted, scores[i], false);
      int last = first(sorted, scores[i], true);
      shares[i] = (first + (last - first) / 2.0) / sorted.length;
    }
    return shares;
  }

  /** How many of the sorted values are below the score, or not above it. */
  private static int first(double[] sorted, double score, boolean after) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      boolean left = after ? sorted[middle] <= score : sorted[middle] < score;
      low = left ? middle + 1 : low;
      high = left ? high : middle;
    }
    return low;
  }
}
