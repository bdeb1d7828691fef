// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PositionSetTest {
  private final PositionSet set = new PositionSet();

  @Test
  void behavesAsASetOfNumbers() {
    long seed = Long.getLong("probity.seed", 7);
    Random random = new Random(seed);
    TreeSet<Long> oracle = new TreeSet<>();
    for (int i = 0; i < 20_000; i++) {
      long offset = random.nextInt(4) * 4_096L + random.nextInt(40) - 20 + 4_096;
      if (random.nextBoolean()) {
        set.add(offset);
        oracle.add(offset);
      } else {
        assertEquals(oracle.remove(offset), set.remove(offset), "seed " + seed);
      }
      long limit = random.nextInt(20_000);
      assertEquals(oracle.headSet(limit).size(), set.below(limit), "seed " + seed);
    }
    assertEquals(oracle.size(), set.size(), "seed " + seed);
  }

  @Test
  void anOffsetIsInOnceAndItsLimitIsNotBelowIt() {
    // Given
    set.add(4_096);
    set.add(4_096);

    // When
    long below = set.below(4_096);

    // Then
    assertEquals(0, below);
    assertEquals(1, set.below(4_097));
    assertTrue(set.remove(4_096));
    assertFalse(set.remove(4_096));
    assertEquals(0, set.size());
  }

  @Test
  void thereAreNoOffsetsBelowZero() {
    assertThrows(IllegalArgumentException.class, () -> set.add(-1));
  }
}
