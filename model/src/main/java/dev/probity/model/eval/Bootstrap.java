// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

import dev.probity.model.SplitMix64;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/** Percentile intervals from seeded resampling, for metrics without a closed form. */
public final class Bootstrap {
  /** Resamples unless told otherwise. */
  public static final int DRAWS = 2_000;

  private Bootstrap() {}

  /**
   * The 2.5 % and 97.5 % points of a metric over resamples with replacement: values at ranks
   * ⌊.025·draws⌋ and ⌈.975·draws⌉ − 1 (from 0) of the sorted draws. Draws that lose a class are
   * drawn again. Of 2,000 draws these are ranks 50 and 1,949. Source: Efron (1979), Bootstrap
   * methods.
   *
   * @param rows positives and negatives
   * @param metric a function of the rows
   * @param seed decides every draw
   * @param draws at least 40
   */
  public static Interval interval(
      ScoredRows rows, ToDoubleFunction<ScoredRows> metric, long seed, int draws) {
    rows.requireBothClasses();
    if (draws < 40) {
      throw new IllegalArgumentException("draws must be at least 40: " + draws);
    }
    SplitMix64 random = new SplitMix64(seed);
    double[] values = new double[draws];
    int[] times = new int[rows.size()];
    for (int draw = 0; draw < draws; ) {
      Arrays.fill(times, 0);
      for (int i = 0; i < times.length; i++) {
        times[random.below(times.length)]++;
      }
      ScoredRows drawn = rows.drawn(times);
      if (drawn.hasBothClasses()) {
        values[draw++] = metric.applyAsDouble(drawn);
      }
    }
    Arrays.sort(values);
    return new Interval(
        values[(int) Math.floor(0.025 * draws)], values[(int) Math.ceil(0.975 * draws) - 1]);
  }
}
