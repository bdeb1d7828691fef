// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.ArrayList;
import java.util.List;

/**
 * An anytime-valid test that a column's distribution is that of the reference: the mean of one
 * {@link EProcess} per indicator and direction. Indicators of a numeric column are "at most the
 * k-th cut"; m = F + tolerance + √(ln 200 / 2 n0), F the indicator's mean on the reference; the
 * last term pays for not knowing F exactly (Hoeffding, .01 for both directions).
 */
public final class DeviationProcess {
  /** Change of a share that is still none. */
  public static final double TOLERANCE = .03;

  private final List<EProcess> up = new ArrayList<>();
  private final List<EProcess> down = new ArrayList<>();

  /**
   * A process before its first record.
   *
   * <p>Worked by hand: n0 = 10,000: the last term is √(5.298 / 20,000) = .0163, so for F = .1 the
   * process bets that the share lies above .1463, and another that it lies below .0537.
   *
   * @param below the share of the reference at or below each cut, ascending
   * @param n0 rows of the reference, at least 1
   */
  public DeviationProcess(double[] below, long n0) {
    double slack = TOLERANCE + StrictMath.sqrt(StrictMath.log(200) / (2.0 * n0));
    for (double share : below) {
      up.add(process(share + slack));
      down.add(process(1 - share + slack));
    }
  }

  /** A mean of 1 or more can never be exceeded: the bet is on the largest there is below. */
  private static EProcess process(double mean) {
    double m = Math.min(mean, .999);
    return new EProcess(new Bet(m, Math.max(m * (1 - m), .01), .5 / m));
  }

  /**
   * Takes one record.
   *
   * @param cell the number of cuts that lie below the value, from 0 to as many as there are
   */
  public void add(int cell) {
    for (int k = 0; k < up.size(); k++) {
      boolean atMost = cell <= k;
      up.get(k).add(atMost ? 1 : 0);
      down.get(k).add(atMost ? 0 : 1);
    }
  }

  /** The decimal logarithm of the mean of all e-values; 0 before the first block. */
  public double log10() {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < up.size(); k++) {
      largest = Math.max(largest, Math.max(up.get(k).log10(), down.get(k).log10()));
    }
    double sum = 0;
    for (int k = 0; k < up.size(); k++) {
      sum += StrictMath.pow(10, up.get(k).log10() - largest);
      sum += StrictMath.pow(10, down.get(k).log10() - largest);
    }
    return largest + StrictMath.log10(sum / (2.0 * up.size()));
  }
}
