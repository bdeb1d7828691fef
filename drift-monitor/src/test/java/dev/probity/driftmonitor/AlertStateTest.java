// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.AlertStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every transition of the life of an alert, by an example. */
class AlertStateTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static Breach breach(int window, double value) {
    return new Breach(Integer.toString(window), value, NOON.plusSeconds(window));
  }

  @Test
  void aThresholdBreachIsPendingAtFirst() {
    // When
    AlertState.Pending pending = new AlertState.Quiet().pending(breach(3, .5));

    // Then
    assertEquals(new Episode("3", "3", NOON.plusSeconds(3), 1, .5), pending.episode());
    assertEquals(1, pending.windows());
  }

  @Test
  void aSecondBreachAmongThreeWindowsConfirms() {
    // Given
    AlertState calm = new AlertState.Quiet().pending(breach(3, .5)).calm();

    // When
    AlertState state = assertInstanceOf(AlertState.Pending.class, calm).breached(breach(5, .4));

    // Then
    AlertState.Firing firing = assertInstanceOf(AlertState.Firing.class, state);
    assertEquals(new Episode("3", "5", NOON.plusSeconds(3), 2, .5), firing.episode());
    assertEquals(0, firing.cleanWindows());
  }

  @Test
  void threeWindowsWithoutASecondBreachDoNotConfirm() {
    // Given
    AlertState.Pending pending = new AlertState.Quiet().pending(breach(3, .5));

    // When
    AlertState once = pending.calm();
    AlertState twice = assertInstanceOf(AlertState.Pending.class, once).calm();

    // Then
    assertEquals("3", assertInstanceOf(AlertState.Resolved.class, twice).episode().firstWindow());
  }

  @Test
  void anAnytimeValidAlarmFiresAtOnceFromEveryOtherState() {
    // Given
    AlertState.Quiet quiet = new AlertState.Quiet();
    AlertState.Resolved resolved = quiet.fire(breach(1, .2)).resolve();

    // Then
    assertEquals("7", quiet.fire(breach(7, .9)).episode().firstWindow());
    assertEquals("7", resolved.fire(breach(7, .9)).episode().firstWindow());
    assertEquals("7", resolved.pending(breach(7, .9)).episode().firstWindow());
  }

  @Test
  void furtherBreachesChangeOnlyTheFigures() {
    // Given
    AlertState.Firing firing = new AlertState.Quiet().fire(breach(1, .2)).clean();

    // When
    AlertState.Firing again = firing.breached(breach(4, .8)).breached(breach(6, .3));

    // Then
    assertEquals(new Episode("1", "6", NOON.plusSeconds(1), 3, .8), again.episode());
    assertEquals(0, again.cleanWindows());
  }

  @Test
  void cleanWindowsMustBeConsecutive() {
    // Given
    AlertState.Firing firing = new AlertState.Quiet().fire(breach(1, .2));

    // When
    AlertState.Firing interrupted = firing.clean().clean().unclear().clean().clean();

    // Then
    assertFalse(interrupted.calmEnough());
    assertTrue(interrupted.clean().calmEnough());
    assertEquals(firing.episode(), interrupted.clean().resolve().episode());
  }

  @Test
  void everyStateSurvivesItsBytes() {
    // Given
    AlertState.Quiet quiet = new AlertState.Quiet();
    List<AlertState> states =
        List.of(
            quiet,
            quiet.pending(breach(2, .5)),
            quiet.fire(breach(2, .5)).clean().clean(),
            quiet.fire(breach(2, .5)).resolve());

    for (AlertState state : states) {
      // When
      StateOutput out = new StateOutput();
      AlertStates.write(out, state);

      // Then
      assertEquals(state, AlertStates.read(new StateInput(out.toBytes())));
    }
  }

  @Test
  void anUnknownCodeIsABrokenStore() {
    // Given
    byte[] unknown = new StateOutput().code(9).toBytes();

    // Then
    assertThrows(IllegalStateException.class, () -> AlertStates.read(new StateInput(unknown)));
  }

  @Test
  void onlyWhatHappenedHasAStatus() {
    // Given
    AlertState.Quiet quiet = new AlertState.Quiet();

    // Then
    assertNull(AlertStates.status(quiet));
    assertNull(AlertStates.episode(quiet));
    assertEquals(AlertStatus.PENDING, AlertStates.status(quiet.pending(breach(1, 1))));
    assertEquals(AlertStatus.FIRING, AlertStates.status(quiet.fire(breach(1, 1))));
    assertEquals(AlertStatus.RESOLVED, AlertStates.status(quiet.fire(breach(1, 1)).resolve()));
  }
}
