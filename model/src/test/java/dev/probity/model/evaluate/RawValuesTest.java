// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Exact distances, by hand and against their definitions. */
class RawValuesTest {
  @Test
  void distancesWorkedByHand() {
    assertEquals(.5, RawValues.largestGap(new double[] {1, 2}, new double[] {2, 3}));
    assertEquals(1, RawValues.largestGap(new double[] {1, 1}, new double[] {2}));
    assertEquals(5, RawValues.area(new double[] {0, 10}, new double[] {10, 10}));
    assertEquals(0, RawValues.area(new double[] {3}, new double[] {3, 3}));
    assertEquals(2.5, RawValues.median(new double[] {1, 2, 3, 9}));
    assertEquals(3, RawValues.median(new double[] {1, 3, 9}));
    assertEquals(Double.NaN, RawValues.median(new double[0]));
  }

  @Test
  void equalTheDefinitionOnRandomValuesWithTies() {
    Random random = new Random(9);
    for (int round = 0; round < 100; round++) {
      // Given
      double[] first = values(random, 1 + random.nextInt(30));
      double[] second = values(random, 1 + random.nextInt(30));

      // When
      double gap = RawValues.largestGap(first, second);
      double area = RawValues.area(first, second);

      // Then
      double largest = 0;
      double sum = 0;
      for (int x = 0; x < 10; x++) {
        double difference = Math.abs(below(first, x) - below(second, x));
        largest = Math.max(largest, difference);
        sum += difference;
      }
      assertEquals(largest, gap, 1e-15);
      assertEquals(sum, area, 1e-12);
      assertEquals(area, RawValues.area(second, first), 1e-12);
    }
  }

  private static double[] values(Random random, int size) {
    return DoubleStream.generate(() -> random.nextInt(10)).limit(size).sorted().toArray();
  }

  private static double below(double[] values, double x) {
    return (double) Arrays.stream(values).filter(value -> value <= x).count() / values.length;
  }
}
