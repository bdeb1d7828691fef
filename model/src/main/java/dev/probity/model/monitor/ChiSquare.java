// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.Arrays;

/**
 * Pearson's test that two rows of counts come from one distribution.
 *
 * @param statistic Σ (observed − expected)² / expected over both rows, ≥ 0
 * @param degrees cells with any count, less one
 * @param pValue chance of a statistic at least as large without any change, in [0, 1]
 */
public record ChiSquare(double statistic, int degrees, double pValue) {

  /**
   * The test on a 2 × k contingency table.
   *
   * <p>Expected = row total · column total / total; with one degree of freedom every observed count
   * is first moved towards its expected one by min(½, |difference|) (Yates 1934). Cells empty in
   * both rows are left out. p = Q(degrees/2, statistic/2). Worked by hand: (10, 20) and (20, 10)
   * have expected 15 throughout and differences 5, corrected 4.5: 4 · 20.25 / 15 = 5.4, p = .0201.
   *
   * @param first counts of the one row
   * @param second counts of the other row, as many
   * @return the test; statistic and p NaN when a row is empty, 0 and 1 with one cell
   */
  public static ChiSquare of(long[] first, long[] second) {
    long firstTotal = 0;
    long secondTotal = 0;
    int cells = 0;
    for (int i = 0; i < first.length; i++) {
      firstTotal += first[i];
      secondTotal += second[i];
      cells += first[i] + second[i] > 0 ? 1 : 0;
    }
    if (firstTotal == 0 || secondTotal == 0) {
      return new ChiSquare(Double.NaN, Math.max(0, cells - 1), Double.NaN);
    }
    int degrees = cells - 1;
    double total = (double) firstTotal + secondTotal;
    double statistic = 0;
    for (int i = 0; i < first.length; i++) {
      double column = (double) first[i] + second[i];
      if (column > 0) {
        statistic += term(first[i], column * firstTotal / total, degrees);
        statistic += term(second[i], column * secondTotal / total, degrees);
      }
    }
    double p = degrees == 0 ? 1 : Gamma.upperRegularized(degrees / 2.0, statistic / 2);
    return new ChiSquare(statistic, degrees, p);
  }

  /**
   * The likelihood ratio test on the same table (G-test): 2 Σ O ln(O/E), corrected like {@link #of}
   * at one degree of freedom.
   *
   * <p>Worked by hand: (10, 20) and (20, 10), corrected to 10.5 and 19.5 around 15: 4 (10.5 ln .7 +
   * 19.5 ln 1.3) = 5.484, p = .0192.
   *
   * @param first counts of the one row
   * @param second counts of the other row, as many
   * @return the test; statistic and p NaN when a row is empty, 0 and 1 with one cell
   */
  public static ChiSquare likelihoodRatio(long[] first, long[] second) {
    ChiSquare table = of(first, second);
    if (Double.isNaN(table.statistic()) || table.degrees() == 0) {
      return table;
    }
    double firstTotal = Arrays.stream(first).sum();
    double secondTotal = Arrays.stream(second).sum();
    double total = firstTotal + secondTotal;
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      double column = (double) first[i] + second[i];
      if (column > 0) {
        sum += ratioTerm(first[i], column * firstTotal / total, table.degrees());
        sum += ratioTerm(second[i], column * secondTotal / total, table.degrees());
      }
    }
    double statistic = Math.max(0, 2 * sum);
    double p = Gamma.upperRegularized(table.degrees() / 2.0, statistic / 2);
    return new ChiSquare(statistic, table.degrees(), p);
  }

  private static double ratioTerm(double observed, double expected, int degrees) {
    double moved = observed;
    if (degrees == 1) {
      double gap = expected - observed;
      moved += Math.signum(gap) * Math.min(.5, Math.abs(gap));
    }
    return moved == 0 ? 0 : moved * StrictMath.log(moved / expected);
  }

  private static double term(double observed, double expected, int degrees) {
    double gap = Math.abs(observed - expected);
    if (degrees == 1) {
      gap -= Math.min(.5, gap);
    }
    return gap * gap / expected;
  }
}
