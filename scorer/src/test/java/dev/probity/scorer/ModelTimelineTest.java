// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.AuditEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ModelTimelineTest {
  private static final String TOPIC = "candidates";
  private static final String MODEL = "acs-salary";
  private static final ReleaseRef OLD = new ReleaseRef("a".repeat(64), "a1");
  private static final ReleaseRef NEW = new ReleaseRef("b".repeat(64), "b1");
  private static final ReleaseRef THIRD = new ReleaseRef("c".repeat(64), "c1");

  @Test
  void aSwitchWithoutPartitionsCannotExist() {
    assertThrows(IllegalArgumentException.class, () -> new ModelSwitch(MODEL, NEW, null, Map.of()));
  }

  @Test
  void nothingScoresBeforeTheFirstSwitch() {
    assertNull(ModelTimeline.empty().releaseAt(0, 5));
    assertEquals(Long.MAX_VALUE, ModelTimeline.empty().sameUntil(0, 5));
  }

  @Test
  void thePartitionWithoutHistoryStartsWhereItStands() {
    // Given
    ModelTimeline timeline = ModelTimeline.empty();
    // When
    List<ModelSwitch> switches = timeline.switchesTo(MODEL, OLD, Map.of(0, 7L), Map.of(0, 900L));
    // Then
    assertEquals(List.of(new ModelSwitch(MODEL, OLD, null, Map.of(0, 7L))), switches);
  }

  @Test
  void aSwitchComesBehindEverythingThePartitionHeldWhenTakenOver() {
    // Given
    ModelTimeline timeline = ModelTimeline.empty().plus(first(OLD, 0, 0));
    // When
    List<ModelSwitch> switches = timeline.switchesTo(MODEL, NEW, Map.of(0, 50L), Map.of(0, 80L));
    // Then
    assertEquals(List.of(new ModelSwitch(MODEL, NEW, OLD.digest(), Map.of(0, 80L))), switches);
  }

  @Test
  void noSwitchIsNeededWhereTheReleaseScoresAlready() {
    // Given
    ModelTimeline timeline = ModelTimeline.empty().plus(first(OLD, 0, 0));
    // When
    List<ModelSwitch> switches =
        timeline.switchesTo(MODEL, OLD, Map.of(0, 9L, 1, 4L), Map.of(0, 9L, 1, 4L));
    // Then
    assertEquals(List.of(new ModelSwitch(MODEL, OLD, null, Map.of(1, 4L))), switches);
  }

  @Test
  void partitionsThatLeaveDifferentReleasesAreSwitchedApart() {
    // Given
    ModelTimeline timeline = ModelTimeline.empty().plus(first(OLD, 0, 0)).plus(first(THIRD, 1, 0));
    // When
    List<ModelSwitch> switches = timeline.switchesTo(MODEL, NEW, Map.of(0, 1L, 1, 2L), Map.of());
    // Then
    assertEquals(
        List.of(
            new ModelSwitch(MODEL, NEW, OLD.digest(), Map.of(0, 1L)),
            new ModelSwitch(MODEL, NEW, THIRD.digest(), Map.of(1, 2L))),
        switches);
  }

  @Test
  void positionsBelowASwitchKeepTheirRelease() {
    // Given
    ModelTimeline timeline =
        ModelTimeline.empty()
            .plus(first(OLD, 0, 10))
            .plus(new ModelSwitch(MODEL, NEW, OLD.digest(), Map.of(0, 100L)));
    // When
    // Then
    assertEquals(OLD, timeline.releaseAt(0, 3));
    assertEquals(OLD, timeline.releaseAt(0, 99));
    assertEquals(NEW, timeline.releaseAt(0, 100));
    assertEquals(100, timeline.sameUntil(0, 3));
    assertEquals(100, timeline.sameUntil(0, 99));
    assertEquals(Long.MAX_VALUE, timeline.sameUntil(0, 100));
  }

  @Test
  void theSameSwitchWrittenTwiceByADyingScorerMovesUpOnly() {
    // Given
    ModelSwitch early = new ModelSwitch(MODEL, NEW, OLD.digest(), Map.of(0, 100L));
    ModelSwitch late = new ModelSwitch(MODEL, NEW, OLD.digest(), Map.of(0, 140L));
    ModelTimeline base = ModelTimeline.empty().plus(first(OLD, 0, 0));
    // When
    ModelTimeline inOrder = base.plus(early).plus(late);
    ModelTimeline swapped = base.plus(late).plus(early);
    // Then
    assertEquals(OLD, inOrder.releaseAt(0, 139));
    assertEquals(OLD, swapped.releaseAt(0, 139));
    assertEquals(NEW, swapped.releaseAt(0, 140));
  }

  @Test
  void aSwitchThatArrivesAfterItsReleaseWasLeftIsPassedOver() {
    // Given
    ModelTimeline timeline =
        ModelTimeline.empty()
            .plus(first(OLD, 0, 0))
            .plus(new ModelSwitch(MODEL, THIRD, OLD.digest(), Map.of(0, 60L)));
    // When
    ModelTimeline after = timeline.plus(new ModelSwitch(MODEL, NEW, OLD.digest(), Map.of(0, 50L)));
    // Then
    assertEquals(OLD, after.releaseAt(0, 55));
    assertEquals(THIRD, after.releaseAt(0, 60));
  }

  @Test
  void aRollbackIsASwitchLikeAnyOther() {
    // Given
    ModelTimeline timeline =
        ModelTimeline.empty()
            .plus(first(OLD, 0, 0))
            .plus(new ModelSwitch(MODEL, NEW, OLD.digest(), Map.of(0, 10L)))
            .plus(new ModelSwitch(MODEL, OLD, NEW.digest(), Map.of(0, 20L)));
    // When
    // Then
    assertEquals(NEW, timeline.releaseAt(0, 19));
    assertEquals(OLD, timeline.releaseAt(0, 20));
  }

  @Test
  void entryOnTheAuditTopicReadsBackEqual() {
    // Given
    ModelSwitch original = new ModelSwitch(MODEL, NEW, OLD.digest(), Map.of(0, 10L, 3, 12L));
    // When
    AuditEntry entry = original.toEntry(TOPIC, "1", "service:scorer", Instant.EPOCH);
    // Then
    assertEquals(original, ModelSwitch.from(entry, TOPIC, MODEL));
    assertNull(ModelSwitch.from(entry, TOPIC, "another"));
    assertNull(ModelSwitch.from(entry, "another", MODEL));
  }

  /**
   * A scorer is killed at every possible moment while releases come and go; nothing it knew
   * survives but the log of switches, the committed offset and what it had sent.
   */
  @Test
  void whateverIsKilledWhenAPositionHasOnePredictionId() {
    for (long seed = 1; seed <= 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<ModelSwitch> log = new ArrayList<>();
      Map<Long, ReleaseRef> predicted = new HashMap<>();
      long committed = 0;
      long end = 0;
      int swaps = 0;
      for (int life = 0; life < 12; life++) {
        // Given a new life: the log is read back, the end offset is asked for
        ModelTimeline timeline = ModelTimeline.empty();
        for (ModelSwitch one : log) {
          timeline = timeline.plus(one);
        }
        long takenOverAt = end;
        long next = committed;
        int batches = random.nextInt(6);
        for (int batch = 0; batch < batches; batch++) {
          end += random.nextInt(20);
          ReleaseRef release = List.of(OLD, NEW, THIRD).get(random.nextInt(3));
          // When it switches, and perhaps dies before or after the switch is in the log
          List<ModelSwitch> switches =
              timeline.switchesTo(MODEL, release, Map.of(0, next), Map.of(0, takenOverAt));
          if (random.nextInt(5) == 0) {
            if (random.nextBoolean()) {
              log.addAll(switches);
            }
            break;
          }
          log.addAll(switches);
          swaps += switches.size();
          for (ModelSwitch one : switches) {
            timeline = timeline.plus(one);
          }
          long until = Math.min(end, next + random.nextInt(12));
          for (; next < until; next++) {
            ReleaseRef found = timeline.releaseAt(0, next);
            // Then
            ReleaseRef before = predicted.putIfAbsent(next, found);
            assertTrue(before == null || before.equals(found), "seed " + seed + " at " + next);
          }
          committed = random.nextInt(3) == 0 ? next : committed;
        }
      }
      assertNotEquals(0, swaps);
    }
  }

  private static ModelSwitch first(ReleaseRef release, int partition, long offset) {
    return new ModelSwitch(MODEL, release, null, Map.of(partition, offset));
  }
}
