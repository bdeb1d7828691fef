// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bounds of waiting and restarting. */
class BoundsTest {

  @Test
  void waitsGrowToTheLongestAndAreNeverLessThanHalf() {
    // Given
    Backoff backoff = Backoff.usual();
    Random random = new Random(5);
    long[] whole = {100, 200, 400, 800, 1600, 3200, 5000, 5000};
    for (int attempt = 1; attempt <= whole.length; attempt++) {
      // When
      long millis = backoff.wait(attempt, random).toMillis();

      // Then
      assertTrue(millis >= whole[attempt - 1] / 2 && millis <= whole[attempt - 1], "" + millis);
    }
    assertTrue(backoff.wait(1_000_000, random).compareTo(Duration.ofSeconds(5)) <= 0);
  }

  @Test
  void backoffRefusesWhatMakesNoSense() {
    Duration second = Duration.ofSeconds(1);
    assertThrows(
        IllegalArgumentException.class, () -> new Backoff(second, Duration.ofMillis(1), second));
    assertThrows(IllegalArgumentException.class, () -> new Backoff(second, second, Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> Backoff.usual().wait(0, new Random(1)));
  }

  @Test
  void fourthEndWithinAMinuteIsOneTooMany() {
    // Given
    RestartLimit limit = RestartLimit.usual();
    long second = Duration.ofSeconds(1).toNanos();

    // When, Then
    assertTrue(limit.mayRestart(0));
    assertTrue(limit.mayRestart(20 * second));
    assertTrue(limit.mayRestart(40 * second));
    assertFalse(limit.mayRestart(59 * second));
  }

  @Test
  void endsLongAgoAreForgotten() {
    // Given
    RestartLimit limit = RestartLimit.usual();
    long second = Duration.ofSeconds(1).toNanos();

    // When, Then
    for (int i = 0; i < 100; i++) {
      assertTrue(limit.mayRestart(i * 20 * second), "end " + i);
    }
  }

  @Test
  void settingsRefuseAnEmptyListOfTopics() {
    assertThrows(IllegalArgumentException.class, () -> LoopSettings.reading(List.of()));
    assertEquals(List.of("a"), LoopSettings.reading(List.of("a")).topics());
  }

  @Test
  void reportMustAccountForEveryRecord() {
    assertThrows(
        IllegalArgumentException.class, () -> new BatchReport(3, 1, 1, Map.of(), 1, Duration.ZERO));
  }

  @Test
  void forwardingNothingIsNotForwarding() {
    assertThrows(IllegalArgumentException.class, () -> new Handled.Forwarded(List.of()));
  }

  @Test
  void onlyALoopThatShouldTurnAndDoesNotIsDead() {
    Duration limit = Duration.ofSeconds(30);
    Duration old = Duration.ofSeconds(31);
    assertFalse(new StageHealth(StageState.RUNNING, "", old).live(limit));
    assertFalse(new StageHealth(StageState.OUTAGE, "", old).live(limit));
    assertTrue(new StageHealth(StageState.RUNNING, "", limit).live(limit));
    assertTrue(new StageHealth(StageState.FAILED, "", old).live(limit));
    assertTrue(new StageHealth(StageState.RUNNING, "", old).ready());
    assertTrue(new StageHealth(StageState.PAUSED, "", old).ready());
    assertFalse(new StageHealth(StageState.FAILED, "", old).ready());
    assertFalse(new StageHealth(StageState.OUTAGE, "", old).ready());
  }
}
