// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which of many e-values are findings, with the false discovery rate held (Wang and Ramdas 2022):
 * sorted from the largest, findings are the first k with e_(k) ≥ F / (k a), k as large as possible.
 * The rate stays at most a however the values depend on each other.
 */
public final class EBenjaminiHochberg {
  private EBenjaminiHochberg() {}

  /**
   * The findings.
   *
   * <p>Worked by hand: e-values 1,000, 60, 20, 1 at a = .10: the bounds for k = 1 to 4 are 40, 20,
   * 13.3 and 10, so the first three are findings.
   *
   * @param log10 the e-values' decimal logarithms
   * @param level a in (0, 1), the largest expected share of false findings
   * @return places in {@code log10}, the largest e-value first
   * @throws IllegalArgumentException when the level is not between 0 and 1
   */
  public static List<Integer> findings(double[] log10, double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "a false discovery rate lies between 0 and 1; found " + level);
    }
    List<Integer> order =
        IntStream.range(0, log10.length)
            .boxed()
            .sorted(Comparator.comparingDouble(place -> -log10[place]))
            .toList();
    int found = 0;
    for (int k = 1; k <= log10.length; k++) {
      double bound = StrictMath.log10(log10.length / (k * level));
      found = log10[order.get(k - 1)] >= bound ? k : found;
    }
    return order.subList(0, found);
  }
}
