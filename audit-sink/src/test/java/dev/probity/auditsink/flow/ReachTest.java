// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReachTest {
  private final Reach reach = new Reach();

  private void sample(long next, long sourceNext) {
    reach.reached(next, sourceNext);
    reach.sample();
  }

  @Test
  void saysTheSampleAtOrBelowTheOffset() {
    // Given
    sample(10, 12);
    sample(20, 25);

    // When
    long between = reach.below(19);

    // Then
    assertEquals(12, between);
    assertEquals(0, reach.below(9));
    assertEquals(25, reach.below(20));
    assertEquals(25, reach.below(1_000));
  }

  @Test
  void aRedeliveryDoesNotReachBack() {
    // Given
    sample(10, 12);

    // When
    sample(11, 3);

    // Then
    assertEquals(12, reach.below(11));
  }

  @Test
  void keepsTheNewestSampleAndIsNeverAheadOfTheTruth() {
    // Given
    int predictions = 50_000;

    // When
    for (int next = 1; next <= predictions; next++) {
      sample(next, 2L * next);
    }

    // Then
    assertEquals(2L * predictions, reach.below(predictions));
    for (int offset = 0; offset <= predictions; offset += 97) {
      assertTrue(reach.below(offset) <= 2L * offset, "at " + offset);
    }
  }
}
