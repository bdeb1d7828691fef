// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerCountsTest {
  private static LedgerCounts counts(long projected, long scored, long explained) {
    return new LedgerCounts(
        500, Map.of("t", 500L), projected, 100, 7, 2, scored, explained, 3, 1, 1, 1);
  }

  @Test
  void theWorkedExampleOfTheSumIsRight() {
    assertEquals(2, counts(500, 97, 96).lost());
    assertEquals(0, counts(500, 98, 98).lost());
  }

  @Test
  void rowsHeldTwiceAndContradictionsAddUp() {
    assertEquals(4, counts(500, 98, 98).duplicated());
  }

  @Test
  void countsAreCompleteOnlyWhenEverythingIsProjected() {
    assertTrue(counts(500, 98, 98).complete());
    assertFalse(counts(499, 98, 98).complete());
  }
}
