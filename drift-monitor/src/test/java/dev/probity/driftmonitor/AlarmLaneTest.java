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
    return new AlarmLane(BET, WINDOW);
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

  /** Feeds whole windows that hold so many errors each, spread evenly. */
  private static List<String> windows(AlarmLane lane, int... errors) {
    List<String> changes = new ArrayList<>();
    for (int wrong : errors) {
      for (int i = 0; i < WINDOW; i++) {
        boolean error = (long) (i + 1) * wrong / WINDOW > (long) i * wrong / WINDOW;
        AlarmLane.Step step = lane.add(error ? 1 : 0, Instant.EPOCH);
        if (step != null && step.changedTo() != null) {
          changes.add(AlertStates.status(step.changedTo()) + "@" + step.window());
        }
      }
    }
    return changes;
  }

  private static AlertState.Firing firing(AlarmLane lane) {
    return assertInstanceOf(AlertState.Firing.class, lane.state());
  }

  @Test
  void theWindowInWhichItRangCountsForNothing() {
    // Given
    AlarmLane lane = lane();
    windows(lane, 50, 50);

    // When
    List<String> changes = windows(lane, 200, 40, 40);

    // Then
    assertEquals(List.of("FIRING@2"), changes);
    assertEquals(2, firing(lane).cleanWindows());
    assertEquals(1, firing(lane).episode().breaches());
    assertEquals(List.of("RESOLVED@5"), windows(lane, 40));
  }

  @Test
  void aBadWindowAmongCleanOnesStartsTheCountAgain() {
    // Given
    AlarmLane lane = lane();
    windows(lane, 50, 200, 40, 40);

    // When
    List<String> changes = windows(lane, 200, 40, 40);

    // Then
    assertEquals(List.of(), changes);
    assertEquals(2, firing(lane).cleanWindows());
    assertEquals("4", firing(lane).episode().lastWindow());
    assertEquals(List.of("RESOLVED@7"), windows(lane, 40));
  }

  /** Each window alone is no evidence, but their common mean is still above m. */
  @Test
  void windowsThatAreOnlyNotBadEnoughDoNotEndIt() {
    // Given
    AlarmLane lane = lane();
    windows(lane, 50, 200);

    // When
    List<String> lingering = windows(lane, 67, 67, 67, 67);
    List<String> over = windows(lane, 50, 50, 50);

    // Then
    assertEquals(List.of(), lingering);
    assertEquals(1, over.size());
    assertTrue(over.getFirst().startsWith("RESOLVED@"), over.toString());
  }

  /** m = .1 + .005 + 2.326 · .3 / 100 = .111978; 67 of 500 are .134, 50 are .1. */
  @Test
  void theBetOfTheseTestsIsAsTheyReckon() {
    assertEquals(.111978, BET.mean(), 1e-9);
  }

  @Test
  void ringsAtABlocksEndOnlyAndTellsEveryWindowOnce() {
    // Given
    AlarmLane lane = lane();
    List<Long> closed = new ArrayList<>();

    // When
    for (int i = 1; i <= 5 * WINDOW; i++) {
      AlarmLane.Step step = lane.add(i > 2 * WINDOW ? 1 : 0, Instant.EPOCH);
      if (step != null && step.windowClosed()) {
        closed.add(step.window());
        assertEquals(WINDOW, step.tally().n());
      } else if (step != null) {
        assertEquals(0, i % 50, "told at record " + i);
      }
    }

    // Then
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L), closed);
    assertEquals("2", firing(lane).episode().firstWindow());
  }

  /** A long quiet stretch must not make it deaf: the bet forgets, the capital does not go down. */
  @Test
  void ringsSoonAfterALongQuietStretchToo() {
    // Given
    AlarmLane fresh = lane();
    AlarmLane old = lane();
    feed(old, 60 * WINDOW, .09, new Random(8));

    // When
    int soon = recordsUntilItRings(fresh);
    int late = recordsUntilItRings(old);

    // Then
    assertTrue(soon <= WINDOW && late <= WINDOW, "fresh " + soon + ", old " + late);
  }

  private static int recordsUntilItRings(AlarmLane lane) {
    Random random = new Random(9);
    for (int i = 1; i <= 100 * WINDOW; i++) {
      AlarmLane.Step step = lane.add(random.nextDouble() < .3 ? 1 : 0, Instant.EPOCH);
      if (step != null && step.changedTo() instanceof AlertState.Firing) {
        return i;
      }
    }
    throw new AssertionError("it never rang");
  }
}
