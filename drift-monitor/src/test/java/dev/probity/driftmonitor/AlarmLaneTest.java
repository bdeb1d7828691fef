// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.monitor.Bet;
import dev.probity.model.monitor.LossReference;
import dev.probity.topics.value.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlarmLaneTest {
  private static final Bet BET = Bet.onLoss(new LossReference(.1, .3, 10_000), .005);
  private static final int WINDOW = 500;

  private static AlarmLane lane() {
    return new AlarmLane(Alarm.ERROR, BET, WINDOW);
  }

  /** Feeds errors at a rate and returns the changes, each with the record it came at. */
  private static List<String> feed(AlarmLane lane, int records, double rate, Random random) {
    List<String> changes = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      AlarmLane.Step step = lane.add(random.nextDouble() < rate ? 1 : 0, Instant.EPOCH);
      if (step != null && step.changedTo() != null) {
        changes.add(AlertStates.status(step.changedTo()) + "@" + step.window());
      }
    }
    return changes;
  }

  @Test
  void neverRingsAtTheReferenceRate() {
    // Given
    Random random = new Random(1);
    List<String> changes = new ArrayList<>();

    // When
    for (int i = 0; i < 20; i++) {
      changes.addAll(feed(lane(), 10_000, .1, random));
    }

    // Then
    assertEquals(List.of(), changes);
  }

  @Test
  void ringsOnceAndEndsAfterThreeCleanWindows() {
    // Given
    Random random = new Random(2);
    AlarmLane lane = lane();
    feed(lane, 4 * WINDOW, .1, random);

    // When
    List<String> bad = feed(lane, 6 * WINDOW, .2, random);
    List<String> good = feed(lane, 4 * WINDOW, .08, random);

    // Then
    assertEquals(1, bad.size());
    assertTrue(bad.getFirst().startsWith("FIRING@"));
    assertEquals(List.of("RESOLVED@12"), good);
  }

  @Test
  void doesNotEndWhileTheHarmLasts() {
    // Given
    Random random = new Random(3);
    AlarmLane lane = lane();

    // When
    feed(lane, 40 * WINDOW, .2, random);

    // Then
    AlertState.Firing firing = assertInstanceOf(AlertState.Firing.class, lane.state());
    assertTrue(firing.episode().breaches() > 20);
  }

  @Test
  void startsAnewAfterItsEnd() {
    // Given
    Random random = new Random(4);
    AlarmLane lane = lane();
    feed(lane, 5 * WINDOW, .3, random);
    feed(lane, 5 * WINDOW, .05, random);

    // When
    List<String> quiet = feed(lane, 2 * WINDOW, .1, random);
    List<String> again = feed(lane, 2 * WINDOW, .3, random);

    // Then
    assertEquals(List.of(), quiet);
    assertEquals(1, again.size());
    assertTrue(again.getFirst().startsWith("FIRING@1"));
  }

  @Test
  void goesOnFromItsState() {
    // Given
    AlarmLane whole = lane();
    AlarmLane cut = lane();
    Random first = new Random(5);
    Random second = new Random(5);
    List<String> expected = feed(whole, 12 * WINDOW, .17, first);

    // When
    List<String> found = new ArrayList<>(feed(cut, 777, .17, second));
    StateOutput out = new StateOutput();
    cut.write(out);
    AlarmLane next = lane();
    next.read(new StateInput(out.toBytes()));
    found.addAll(feed(next, 12 * WINDOW - 777, .17, second));

    // Then
    assertEquals(expected, found);
    StateOutput left = new StateOutput();
    whole.write(left);
    StateOutput right = new StateOutput();
    next.write(right);
    assertEquals(Bytes.copyOf(left.toBytes()), Bytes.copyOf(right.toBytes()));
  }

  @Test
  void endsWhenItsReleaseIsReplaced() {
    // Given
    AlarmLane lane = lane();
    feed(lane, 5 * WINDOW, .4, new Random(6));

    // When
    boolean ended = lane.retire();

    // Then
    assertTrue(ended);
    assertInstanceOf(AlertState.Resolved.class, lane.state());
  }
}
