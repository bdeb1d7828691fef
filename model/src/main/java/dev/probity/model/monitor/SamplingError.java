// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import dev.probity.model.SplitMix64;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How much a figure of a window scatters by sampling alone: a standard deviation per row and the
 * share of rows that carry the figure, both from the reference's realized counts (NannyML).
 *
 * @param deviation standard deviation of one relevant row's contribution, ≥ 0 or NaN
 * @param relevantShare share of rows that are relevant, in [0, 1]
 */
public record SamplingError(double deviation, double relevantShare) {
  /** Half-width of a band in standard errors. */
  public static final double BAND = 3;

  private static final int DRAWS = 50;
  private static final int LARGEST_DRAW = 50_000;

  /**
   * The component of a figure that follows from confusion counts.
   *
   * <p>With b(a, t) = √(a/t · (1 − a/t)): accuracy b(TP+TN, n), share 1; precision b(TP, TP+FP),
   * share (TP+FP)/n; recall and specificity likewise; F1 with c = TP+FP+FN: c / (TP + (FP+FN)/2) ·
   * b(TP, c), share c/n. Worked by hand: TP+TN = 90 of 100: √(.9 · .1) = .3.
   *
   * @param metric any but {@link PerformanceMetric#ROC_AUC}
   * @param cells realized counts of the reference
   * @return the component
   * @throws IllegalArgumentException for {@link PerformanceMetric#ROC_AUC}
   */
  public static SamplingError of(PerformanceMetric metric, DecisionCells cells) {
    double n = cells.total();
    double tp = cells.truePositives();
    double tn = cells.trueNegatives();
    return switch (metric) {
      case ACCURACY -> new SamplingError(bernoulli(tp + tn, n), 1);
      case PRECISION -> share(tp, cells.selected(), n);
      case RECALL -> share(tp, cells.positives(), n);
      case SPECIFICITY -> share(tn, tn + cells.falsePositives(), n);
      case F1 -> {
        double c = n - tn;
        double scale = c / (tp + (cells.falsePositives() + cells.falseNegatives()) / 2);
        yield new SamplingError(scale * bernoulli(tp, c), c / n);
      }
      case ROC_AUC -> throw new IllegalArgumentException("roc_auc needs the scores: ofRocAuc");
    };
  }

  private static SamplingError share(double part, double whole, double n) {
    return new SamplingError(bernoulli(part, whole), whole / n);
  }

  private static double bernoulli(double part, double whole) {
    double rate = part / whole;
    return Math.sqrt(rate * (1 - rate));
  }

  /**
   * The component of ROC AUC.
   *
   * <p>If more than half are positive, labels are flipped and scores mirrored. Scores ascend; the
   * j-th positive (from 0) at rank r has r − j negatives below it; the population deviation of
   * (r−j)/negatives over positives, relevant share = share of positives. A positive at rank 0 is
   * left out, as NannyML does. Ties keep their order: within 5e-3 of NannyML's unstable sort.
   *
   * @param scores one per reference row
   * @param labels one per reference row
   * @return the component; deviation NaN when one class is absent
   */
  public static SamplingError ofRocAuc(double[] scores, boolean[] labels) {
    int n = scores.length;
    int positives = (int) IntStream.range(0, n).filter(i -> labels[i]).count();
    boolean flip = 2 * positives > n;
    int kept = flip ? n - positives : positives;
    Comparator<Integer> ascending = Comparator.comparingDouble(i -> scores[i]);
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(flip ? ascending.reversed() : ascending)
            .mapToInt(Integer::intValue)
            .toArray();
    double[] below = new double[n];
    int count = 0;
    for (int rank = 1; rank < n; rank++) {
      if (labels[order[rank]] != flip) {
        below[count] = (double) (rank - count) / (n - kept);
        count++;
      }
    }
    double[] shares = Arrays.copyOf(below, count);
    double deviation =
        count == 0 || kept == n
            ? Double.NaN
            : Math.sqrt(Moments.squaresAround(shares, Moments.mean(shares)) / count);
    return new SamplingError(deviation, (double) kept / n);
  }

  /**
   * The component of average precision: the population deviation of 50 average precisions, each
   * over a draw of min(⌊n/2⌋, 50,000) labelled rows with replacement, times the root of the draw's
   * size. Another seed moves it by about a tenth, as 50 draws must (NannyML: seed 42 of NumPy).
   *
   * @param reference the reference's labelled rows
   * @param seed of the draws
   * @return the component; deviation NaN without labelled positives
   */
  public static SamplingError ofAveragePrecision(ScoreHistogram reference, long seed) {
    int bins = reference.bins().count();
    int n = Math.toIntExact(reference.totalLabelled());
    int[] binOfRow = new int[n];
    int positives = 0;
    int negatives = n;
    for (int bin = 0; bin < bins; bin++) {
      long hits = reference.positives(bin, false) + reference.positives(bin, true);
      long misses = reference.labelled(bin, false) + reference.labelled(bin, true) - hits;
      Arrays.fill(binOfRow, positives, positives + (int) hits, bin);
      Arrays.fill(binOfRow, negatives - (int) misses, negatives, bin);
      positives += (int) hits;
      negatives -= (int) misses;
    }
    int size = Math.min(n / 2, LARGEST_DRAW);
    SplitMix64 random = new SplitMix64(seed);
    double[] averages = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      averages[draw] = drawnAverage(binOfRow, positives, bins, size, random);
    }
    double squares = Moments.squaresAround(averages, Moments.mean(averages));
    return new SamplingError(Math.sqrt(squares / DRAWS) * Math.sqrt(size), 1);
  }

  private static double drawnAverage(
      int[] binOfRow, int positives, int bins, int size, SplitMix64 random) {
    long[] hits = new long[bins];
    long[] labelled = new long[bins];
    for (int i = 0; i < size; i++) {
      int row = random.below(binOfRow.length);
      labelled[binOfRow[row]]++;
      hits[binOfRow[row]] += row < positives ? 1 : 0;
    }
    return PrecisionCurve.average(hits, labelled);
  }

  /**
   * The standard error of the figure over n rows: deviation / √(n · share). .3 over 900 rows of
   * which all are relevant is .01.
   *
   * @param n rows of the window
   * @return the standard error, infinite or NaN for no relevant rows
   */
  public double over(long n) {
    return deviation / Math.sqrt(n * relevantShare);
  }
}
