// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetrainingScheduleTest {
  private static final Instant BEGAN = Instant.parse("2026-05-01T00:00:00Z");
  private static final Map<String, Long> ENDS = Map.of("o-0", 9_000L, "o-1", 7_000L);

  private static Retraining step(String model, RetrainingState state, Instant at, long... to) {
    return new Retraining(
        "r",
        model,
        state,
        "somebody",
        null,
        null,
        null,
        List.of(),
        List.of(),
        to.length == 0
            ? Map.of()
            : Map.of("o-0", new OffsetRange(0, to[0]), "o-1", new OffsetRange(0, to[1])),
        null,
        null,
        at);
  }

  @Test
  void outcomesAreCountedFromWhatTheLastTrainingCovered() {
    // Given: the example of the docstring, one outcome short of it, and another model's training
    RetrainingSchedule schedule = new RetrainingSchedule("m", 0, 5_000);
    List<Retraining> enough =
        List.of(
            step("m", RetrainingState.FINISHED, BEGAN, 6_000, 5_000),
            step("n", RetrainingState.FINISHED, BEGAN, 9_000, 7_000));
    List<Retraining> short1 = List.of(step("m", RetrainingState.FINISHED, BEGAN, 6_001, 5_000));

    // When, Then
    assertEquals(
        "5,000 new outcomes since the last training", schedule.due(enough, ENDS, BEGAN, BEGAN));
    assertNull(schedule.due(short1, ENDS, BEGAN, BEGAN));
    assertEquals(
        "16,000 new outcomes since the last training", schedule.due(List.of(), ENDS, BEGAN, BEGAN));
  }

  @Test
  void daysAreCountedFromTheLastTrainingOrTheStart() {
    RetrainingSchedule schedule = new RetrainingSchedule("m", 7, 0);
    Instant later = BEGAN.plus(Duration.ofDays(3));
    List<Retraining> trained = List.of(step("m", RetrainingState.FAILED, later));

    assertNull(schedule.due(List.of(), ENDS, BEGAN, BEGAN.plus(Duration.ofDays(7)).minusMillis(1)));
    assertEquals(
        "7 days since the last training",
        schedule.due(List.of(), ENDS, BEGAN, BEGAN.plus(Duration.ofDays(7))));
    assertNull(schedule.due(trained, ENDS, BEGAN, BEGAN.plus(Duration.ofDays(9))));
    assertNull(
        schedule.due(List.of(), Map.of("o-0", 0L), BEGAN, BEGAN.plus(Duration.ofDays(99))),
        "nothing to train on");
  }

  @Test
  void whatIsUnderWayIsNotAskedForAgainUntilItIsForgotten() {
    RetrainingSchedule schedule = new RetrainingSchedule("m", 0, 1);
    List<Retraining> open = List.of(step("m", RetrainingState.STARTED, BEGAN));
    List<Retraining> blocked =
        List.of(
            step("m", RetrainingState.FINISHED, BEGAN, 9_000, 6_999),
            step("m", RetrainingState.BLOCKED, BEGAN));

    assertNull(schedule.due(open, ENDS, BEGAN, BEGAN.plus(Duration.ofHours(23))));
    assertEquals(
        "16,000 new outcomes since the last training",
        schedule.due(open, ENDS, BEGAN, BEGAN.plus(Duration.ofHours(24))));
    assertEquals(
        "1 new outcomes since the last training", schedule.due(blocked, ENDS, BEGAN, BEGAN));
  }

  @Test
  void withoutARuleNothingIsWanted() {
    assertFalse(new RetrainingSchedule("m", 0, 0).isWanted());
  }
}
