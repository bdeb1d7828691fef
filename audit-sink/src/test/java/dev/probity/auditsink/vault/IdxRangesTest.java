// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IdxRangesTest {
  @Test
  void neighboursShareARange() {
    IdxRanges ranges = new IdxRanges();
    for (long idx : new long[] {9, 3, 5, 4, 7, 6}) {
      ranges.add(idx, idx);
    }

    assertEquals("3-7,9", ranges.toString());
    assertEquals(6, ranges.size());
    assertTrue(ranges.contains(3) && ranges.contains(7) && ranges.contains(9));
    assertFalse(ranges.contains(2) || ranges.contains(8) || ranges.contains(10));
  }

  @Test
  void aRangeSwallowsThoseItCovers() {
    IdxRanges ranges = new IdxRanges();
    ranges.add(10, 12);
    ranges.add(20, 22);
    ranges.add(0, 1);
    ranges.add(5, 30);

    assertEquals("0-1,5-30", ranges.toString());
  }

  @Test
  void anySetIsWrittenAndReadBack() {
    long seed = Long.getLong("probity.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      IdxRanges ranges = new IdxRanges();
      TreeSet<Long> expected = new TreeSet<>();
      for (int i = 0; i < random.nextInt(40); i++) {
        long first = random.nextInt(60);
        long last = first + random.nextInt(4);
        ranges.add(first, last);
        for (long idx = first; idx <= last; idx++) {
          expected.add(idx);
        }
      }
      List<Long> found = new ArrayList<>();
      ranges.forEach(found::add);
      IdxRanges read = new IdxRanges();

      assertEquals(List.copyOf(expected), found, "seed " + seed);
      assertEquals(expected.isEmpty(), !read.addText(ranges.toString()), "seed " + seed);
      assertEquals(ranges.toString(), read.toString(), "seed " + seed);
    }
  }

  @Test
  void whatIsNoListAddsNothing() {
    IdxRanges ranges = new IdxRanges();
    for (String text :
        List.of("", "1,", "-1", "01", "5-3", "1-", "1 ", "x", "1,,2", "99999999999999999999")) {
      assertFalse(ranges.addText(text), text);
    }
    assertEquals(0, ranges.size());
    assertThrows(IllegalArgumentException.class, () -> ranges.add(-1, 3));
    assertThrows(IllegalArgumentException.class, () -> ranges.add(4, 3));
  }
}
