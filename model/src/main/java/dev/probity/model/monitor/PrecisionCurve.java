// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/** Average precision from a score histogram: expected or realized. */
public final class PrecisionCurve {
  private static final double EULER = 0.57721566490153286;
  private static final int SUMMED = 256;

  private PrecisionCurve() {}

  /**
   * The expected average precision when the truth is unknown, summed over every rank as NannyML
   * does (the realized one is summed over distinct scores).
   *
   * <p>A bin of k rows with probability p each, after M rows with expected positives T, adds p · (k
   * p + (T − p M)(H(M+k) − H(M))); the sum is divided by all expected positives; H are the harmonic
   * numbers. Exact by score when no bin holds two scores. Worked by hand: two rows of one score, p
   * = ½: ½ · (½ / 1 + 1 / 2) / 1 = ½.
   *
   * @param histogram the rows
   * @param curve maps scores to probabilities
   * @return in [0, 1], NaN without expected positives
   */
  public static double expectedAverage(ScoreHistogram histogram, CalibrationCurve curve) {
    double positives = 0;
    double sum = 0;
    long taken = 0;
    for (int bin = histogram.bins().count() - 1; bin >= 0; bin--) {
      long rows = histogram.rows(bin, false) + histogram.rows(bin, true);
      if (rows > 0) {
        double mass =
            histogram.probabilitySum(bin, false, curve)
                + histogram.probabilitySum(bin, true, curve);
        double p = mass / rows;
        sum += p * (mass + (positives - p * taken) * (harmonic(taken + rows) - harmonic(taken)));
        positives += mass;
        taken += rows;
      }
    }
    return sum / positives;
  }

  /** H(n) = 1 + ½ + … + 1/n; beyond 256 terms by Euler's series, whose error is below 2e-17. */
  static double harmonic(long n) {
    if (n > SUMMED) {
      double square = (double) n * n;
      return StrictMath.log(n)
          + EULER
          + 1.0 / (2.0 * n)
          - 1 / (12 * square)
          + 1 / (120 * square * square);
    }
    double sum = 0;
    for (long i = n; i > 0; i--) {
      sum += 1.0 / i;
    }
    return sum;
  }

  /**
   * Average precision over the labelled rows: Σ (R_k − R_{k−1}) P_k over the bins from the top
   * (scikit-learn's definition; exact when no bin holds two scores).
   *
   * <p>Worked by hand: .8 positive, .4 negative, .1 positive: ½ · 1 + ½ · ⅔ = .8333.
   *
   * @param histogram the rows
   * @return in (0, 1], NaN without labelled positives
   */
  public static double realizedAverage(ScoreHistogram histogram) {
    int bins = histogram.bins().count();
    long[] positives = new long[bins];
    long[] labelled = new long[bins];
    for (int bin = 0; bin < bins; bin++) {
      positives[bin] = histogram.positives(bin, false) + histogram.positives(bin, true);
      labelled[bin] = histogram.labelled(bin, false) + histogram.labelled(bin, true);
    }
    return average(positives, labelled);
  }

  static double average(long[] positives, long[] labelled) {
    long found = 0;
    long taken = 0;
    double sum = 0;
    for (int bin = positives.length - 1; bin >= 0; bin--) {
      found += positives[bin];
      taken += labelled[bin];
      sum += positives[bin] == 0 ? 0 : positives[bin] * ((double) found / taken);
    }
    return sum / found;
  }
}
