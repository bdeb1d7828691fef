// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Chances worked by hand; those of the golden set are compared file by file. */
class KolmogorovTailTest {
  @Test
  void chancesWorkedByHand() {
    assertEquals(1, KolmogorovTail.pValue(0, 200, 200));
    assertEquals(2 * StrictMath.exp(-32), KolmogorovTail.pValue(.4, 200, 200), 1e-20);
    assertEquals(Double.NaN, KolmogorovTail.pValue(Double.NaN, 1, 1));
  }

  @Test
  void fallsWithTheDistanceAndJoinsWhereTheFormulaChanges() {
    double before = 1;
    for (int i = 0; i <= 400; i++) {
      double p = KolmogorovTail.pValue(i / 1_000.0, 200, 200);
      assertTrue(p <= before + 2e-8 && p >= 0, "at " + i);
      before = p;
    }
    assertEquals(
        KolmogorovTail.pValue(.29999, 200, 200), KolmogorovTail.pValue(.30001, 200, 200), 2e-8);
  }

  @Test
  void otherTailsWorkedByHand() {
    assertEquals(.5, StudentT.beyond(1, 1), 1e-12);
    assertEquals(1, StudentT.beyond(0, 5), 1e-12);
    ChiSquare ratio = ChiSquare.likelihoodRatio(new long[] {10, 20}, new long[] {20, 10});
    assertEquals(
        4 * (10.5 * StrictMath.log(.7) + 19.5 * StrictMath.log(1.3)), ratio.statistic(), 1e-12);
    assertEquals(5.484, ratio.statistic(), 1e-3);
    assertEquals(.0192, ratio.pValue(), 1e-4);
    assertEquals(
        .274653, Divergence.stability(new double[] {.5, .5}, new double[] {.25, .75}), 1e-6);
  }
}
