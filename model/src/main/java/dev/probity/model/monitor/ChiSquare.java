// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

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

  private static double term(double observed, double expected, int degrees) {
    double gap = Math.abs(observed - expected);
    if (degrees == 1) {
      gap -= Math.min(.5, gap);
    }
    return gap * gap / expected;
  }
}
