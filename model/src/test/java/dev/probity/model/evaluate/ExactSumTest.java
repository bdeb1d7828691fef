// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sums without rounding, against BigDecimal. */
class ExactSumTest {
  private static double sum(List<Double> values) {
    ExactSum sum = new ExactSum();
    values.forEach(sum::add);
    return sum.value();
  }

  @Test
  void equalsTheSumOfDecimalsWhateverTheMagnitudes() {
    long seed = Long.getLong("probity.seed", 7);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      // Given
      List<Double> values = new ArrayList<>();
      BigDecimal exact = BigDecimal.ZERO;
      for (int i = 0; i < 50; i++) {
        double value = Math.scalb(random.nextDouble() - .5, random.nextInt(1_800) - 900);
        values.add(value);
        exact = exact.add(new BigDecimal(value));
      }

      // When
      double sum = sum(values);
      Collections.shuffle(values, random);

      // Then
      assertEquals(exact.doubleValue(), sum, Math.ulp(sum), "seed " + seed);
      assertEquals(sum, sum(values), "seed " + seed);
    }
  }

  @Test
  void partsGiveTheSameSum() {
    // Given
    Random random = new Random(8);
    ExactSum whole = new ExactSum();
    ExactSum first = new ExactSum();
    ExactSum second = new ExactSum();
    for (int i = 0; i < 10_000; i++) {
      double value = random.nextGaussian() * 1e6;
      whole.add(value);
      (random.nextBoolean() ? first : second).add(value);
    }

    // When
    second.merge(first);

    // Then
    assertEquals(whole.value(), second.value());
  }

  @Test
  void largeOnesDoNotSwallowSmallOnes() {
    assertEquals(1, sum(List.of(1e300, 1.0, -1e300)));
    assertEquals(
        Double.MIN_VALUE, sum(List.of(-Double.MAX_VALUE, Double.MIN_VALUE, Double.MAX_VALUE)));
    assertEquals(0, sum(List.of(-0.0, 0.0)));
    assertEquals(-1.5, sum(List.of(-1.0, -.5)));
    assertEquals(Double.POSITIVE_INFINITY, sum(List.of(Double.MAX_VALUE, Double.MAX_VALUE)));
    assertThrows(IllegalArgumentException.class, () -> sum(List.of(Double.NaN)));
  }

  @Test
  void momentsAreThoseOfTheNumbersWorkedByHand() {
    // Given: 2, 4, 4, 4, 5, 5, 7, 9 have mean 5 and squares 32 around it
    Moments moments = new Moments(3);
    List.of(2, 4, 4, 4, 5, 5, 7, 9).forEach(moments::add);

    // Then
    assertEquals(40, moments.sum());
    assertEquals(5, moments.mean());
    assertEquals(Math.sqrt(32.0 / 7), moments.deviation(), 1e-15);
    assertEquals(Double.NaN, new Moments(0).mean());
  }
}
