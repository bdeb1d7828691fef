// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecentEventsTest {
  private final RecentEvents events = new RecentEvents();

  @Test
  void refusesNegativeOffset() {
    assertThrows(IllegalArgumentException.class, () -> events.repeats(-1, 7));
  }

  @Test
  void noticesRepeatAtAnotherOffset() {
    // Given
    events.repeats(10, 7);
    // When
    boolean repeats = events.repeats(11, 7);
    // Then
    assertTrue(repeats);
  }

  @Test
  void sameOffsetAgainIsNoRepeat() {
    // Given
    events.repeats(10, 7);
    events.repeats(11, 8);
    // When
    boolean repeats = events.repeats(10, 7);
    // Then
    assertFalse(repeats);
  }

  @Test
  void answersForASeenOffsetAsTheFirstTime() {
    // Given
    events.repeats(10, 7);
    events.repeats(20, 7);
    events.repeats(30, 7);
    // When
    boolean first = events.repeats(10, 7);
    boolean second = events.repeats(20, 7);
    // Then
    assertFalse(first);
    assertTrue(second);
  }

  @Test
  void repeatIsNoticedUpToTheWindowAndNoFurther() {
    // Given
    RecentEvents other = new RecentEvents();
    events.repeats(5, 7);
    other.repeats(5, 7);
    // When
    boolean within = events.repeats(5 + RecentEvents.WINDOW, 7);
    boolean beyond = other.repeats(6 + RecentEvents.WINDOW, 7);
    // Then
    assertTrue(within);
    assertFalse(beyond);
  }

  @Test
  void aJumpBeyondTheRingForgetsEverything() {
    // Given
    events.repeats(5, 7);
    // When
    boolean repeats = events.repeats(10_000_000, 7);
    // Then
    assertFalse(repeats);
    assertTrue(events.repeats(10_000_001, 7));
  }

  @Test
  void fingerprintZeroIsAFingerprint() {
    // Given
    events.repeats(1, 0);
    // When
    boolean repeats = events.repeats(2, 0);
    // Then
    assertTrue(repeats);
  }

  @Test
  void agreesWithAPlainMapOverGapsAndCollisions() {
    // Given
    long seed = Long.getLong("probity.seed", 20261120L);
    SplittableRandom random = new SplittableRandom(seed);
    Map<Long, Long> latest = new HashMap<>();
    long offset = 0;
    int repeats = 0;
    for (int i = 0; i < 400_000; i++) {
      offset += random.nextInt(50) == 0 ? 1 + random.nextInt(400) : 1;
      long mark = 1 + random.nextLong(120_000);
      // When
      boolean found = events.repeats(offset, mark);
      // Then
      Long before = latest.put(mark, offset);
      boolean expected = before != null && offset - before <= RecentEvents.WINDOW;
      assertEquals(expected, found, "seed " + seed + " step " + i);
      repeats += expected ? 1 : 0;
    }
    assertTrue(repeats > 50_000, "repeats " + repeats);
  }

  @Test
  void aWindowRebuiltFromTheRecordsBeforeAnswersAlike() {
    // Given
    SplittableRandom random = new SplittableRandom(4);
    long[] marks = random.longs(260_000, 1, 150_000).toArray();
    int restart = 230_000;
    RecentEvents rebuilt = new RecentEvents();
    for (int o = restart - RecentEvents.WINDOW; o < restart; o++) {
      rebuilt.repeats(o, marks[o]);
    }
    for (int o = 0; o < restart; o++) {
      events.repeats(o, marks[o]);
    }
    for (int o = restart; o < marks.length; o++) {
      // When
      boolean expected = events.repeats(o, marks[o]);
      boolean found = rebuilt.repeats(o, marks[o]);
      // Then
      assertEquals(expected, found, "offset " + o);
    }
  }
}
