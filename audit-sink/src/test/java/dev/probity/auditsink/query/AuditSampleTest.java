// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The draw of an audit sample: repeatable, independent of order, fair. */
class AuditSampleTest {
  private static List<Long> draw(int n, long seed, long from, long to, boolean backwards) {
    AuditSample sample = new AuditSample(n, seed);
    for (long i = from; i < to; i++) {
      sample.offer(backwards ? to - 1 - (i - from) : i);
    }
    assertEquals(to - from, sample.offered());
    return sample.drawn();
  }

  @Test
  void theDrawIsThatOfAnyoneWhoHashesTheSameWords() {
    // SHA-256 of "probity/v1/sample\n1\n1" and of 6 are the smallest, by Python's hashlib
    assertEquals(List.of(1L, 6L), draw(2, 1, 0, 10, false));
  }

  @Test
  void theOrderOfTheEntriesDoesNotMatter() {
    assertEquals(draw(25, 9, 0, 500, false), draw(25, 9, 0, 500, true));
  }

  @Test
  void anotherSeedDrawsOthers() {
    assertNotEquals(draw(25, 9, 0, 500, false), draw(25, 10, 0, 500, false));
  }

  @Test
  void aSmallerSampleOfTheSameSeedIsPartOfALargerOne() {
    assertTrue(draw(50, 3, 0, 500, false).containsAll(draw(10, 3, 0, 500, false)));
  }

  @Test
  void allAreDrawnWhenFewerAreThere() {
    assertEquals(List.of(5L, 6L, 7L), draw(10, 3, 5, 8, false));
    assertEquals(List.of(), draw(10, 3, 5, 5, false));
  }

  @Test
  void everyEntryIsDrawnAboutEquallyOften() {
    int[] drawn = new int[20];
    for (long seed = 0; seed < 4_000; seed++) {
      draw(5, seed, 0, 20, false).forEach(idx -> drawn[idx.intValue()]++);
    }
    // expected 1,000 each, standard deviation 27: five of them are beyond all chance
    for (int count : drawn) {
      assertTrue(Math.abs(count - 1_000) < 5 * 27.4, "drawn " + count + " times");
    }
  }

  @Test
  void refusesSizesThatAreNoSample() {
    assertThrows(IllegalArgumentException.class, () -> new AuditSample(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new AuditSample(100_001, 1));
  }
}
