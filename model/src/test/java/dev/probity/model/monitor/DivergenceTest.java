// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DivergenceTest {
  private static final double[] LEFT = {1, 0};
  private static final double[] RIGHT = {0, 1};
  private static final double[] EVEN = {.5, .5};

  @Test
  void measuresTheWorkedExamples() {
    // When
    double apart = Divergence.jensenShannon(LEFT, RIGHT);

    // Then
    assertEquals(1, apart, 1e-15);
    assertEquals(.557923, Divergence.jensenShannon(EVEN, LEFT), 1e-6);
    assertEquals(1, Divergence.hellinger(LEFT, RIGHT), 1e-15);
    assertEquals(.541196, Divergence.hellinger(EVEN, LEFT), 1e-6);
    assertEquals(
        .3, Divergence.largestGap(new double[] {.5, .3, .2}, new double[] {.2, .5, .3}), 1e-15);
  }

  @Test
  void isSymmetricBoundedAndZeroForEquals() {
    // Given
    Random random = new Random(1);
    for (int trial = 0; trial < 200; trial++) {
      double[] p = shares(random);
      double[] q = shares(random);

      // When
      double distance = Divergence.jensenShannon(p, q);

      // Then
      assertEquals(distance, Divergence.jensenShannon(q, p), 1e-12);
      assertEquals(Divergence.hellinger(p, q), Divergence.hellinger(q, p), 1e-12);
      assertTrue(distance >= 0 && distance <= 1);
      assertEquals(0, Divergence.jensenShannon(p, p));
      assertEquals(0, Divergence.hellinger(q, q));
    }
  }

  private static double[] shares(Random random) {
    double[] weights = random.doubles(6).map(x -> x < .2 ? 0 : x).toArray();
    weights[random.nextInt(6)] += .1;
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> w / sum).toArray();
  }

  @Test
  void refusesDistributionsOverOtherCells() {
    // When
    double[] three = {.2, .3, .5};

    // Then
    assertThrows(IllegalArgumentException.class, () -> Divergence.jensenShannon(EVEN, three));
    assertThrows(IllegalArgumentException.class, () -> Divergence.hellinger(EVEN, three));
    assertThrows(IllegalArgumentException.class, () -> Divergence.largestGap(EVEN, three));
  }

  @Test
  void testsTheWorkedTable() {
    // When
    ChiSquare test = ChiSquare.of(new long[] {10, 20}, new long[] {20, 10});

    // Then
    assertEquals(5.4, test.statistic(), 1e-12);
    assertEquals(1, test.degrees());
    assertEquals(.0201366, test.pValue(), 1e-6);
  }

  @Test
  void tailProbabilitiesEqualTheTables() {
    // When
    double tail = Gamma.upperRegularized(.5, 3.841458820694124 / 2);

    // Then
    assertEquals(.05, tail, 1e-12);
    assertEquals(.05, Gamma.upperRegularized(5, 18.307038053275146 / 2), 1e-12);
    assertEquals(.5, Gamma.upperRegularized(50, 99.33412923598846 / 2), 1e-10);
    assertEquals(StrictMath.exp(-40), Gamma.upperRegularized(1, 40), 1e-28);
    assertEquals(1, Gamma.upperRegularized(3, 0));
  }

  @Test
  void emptyCellsAndRowsAreNoEvidence() {
    // When
    ChiSquare gap = ChiSquare.of(new long[] {5, 0, 5}, new long[] {5, 0, 5});
    ChiSquare empty = ChiSquare.of(new long[] {5, 5}, new long[] {0, 0});
    ChiSquare single = ChiSquare.of(new long[] {5}, new long[] {9});

    // Then
    assertEquals(1, gap.degrees());
    assertEquals(1, gap.pValue(), 1e-12);
    assertTrue(Double.isNaN(empty.pValue()));
    assertEquals(1, single.pValue());
  }
}
