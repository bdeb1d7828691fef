// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FixedPointTest {
  @Test
  void holdsTheWorkedExample() {
    // When
    long half = FixedPoint.of(.5);

    // Then
    assertEquals(549_755_813_888L, half);
    assertEquals(.5, FixedPoint.toDouble(half));
    assertEquals(-half, FixedPoint.of(-.5));
    assertEquals(1e-3, FixedPoint.toDouble(FixedPoint.of(1e-3)), 4.6e-13);
  }

  @Test
  void refusesWhatCannotBeSummed() {
    // When
    double[] refused = {Double.NaN, Double.POSITIVE_INFINITY, 4_194_305};

    // Then
    for (double value : refused) {
      assertThrows(IllegalArgumentException.class, () -> FixedPoint.of(value));
    }
    assertEquals(4_194_304, FixedPoint.toDouble(FixedPoint.of(4_194_304)));
  }
}
