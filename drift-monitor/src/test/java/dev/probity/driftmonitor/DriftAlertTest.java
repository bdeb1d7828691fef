// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.model.monitor.Limits;
import dev.probity.topics.record.AlertStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The life of a threshold alert, each transition by an example; the limit is 1. */
class DriftAlertTest {
  private static final Limits LIMITS = new Limits(Double.NaN, 1, 10);

  private static List<AlertStatus> run(double... windows) {
    DriftAlert alert = new DriftAlert(AlertState.CONFIRMING_BREACHES);
    List<AlertStatus> changes = new ArrayList<>();
    for (int i = 0; i < windows.length; i++) {
      if (alert.window(Integer.toString(i), windows[i], LIMITS, Instant.EPOCH)) {
        changes.add(AlertStates.status(alert.state()));
      }
    }
    return changes;
  }

  @Test
  void aSingleBreachIsNotConfirmed() {
    // When
    List<AlertStatus> changes = run(.5, 2, .5, .5, .5);

    // Then
    assertEquals(List.of(AlertStatus.PENDING, AlertStatus.RESOLVED), changes);
  }

  @Test
  void twoBreachesAmongThreeFire() {
    // When
    List<AlertStatus> adjacent = run(2, 2);
    List<AlertStatus> apart = run(2, .5, 2);

    // Then
    assertEquals(List.of(AlertStatus.PENDING, AlertStatus.FIRING), adjacent);
    assertEquals(List.of(AlertStatus.PENDING, AlertStatus.FIRING), apart);
  }

  @Test
  void equalityIsNoBreach() {
    // When
    List<AlertStatus> changes = run(1, 1, 1);

    // Then
    assertEquals(List.of(), changes);
  }

  @Test
  void threeCleanWindowsInARowEndIt() {
    // When
    List<AlertStatus> changes = run(2, 2, .5, .5, .5);

    // Then
    assertEquals(List.of(AlertStatus.PENDING, AlertStatus.FIRING, AlertStatus.RESOLVED), changes);
  }

  @Test
  void aWindowJustInsideTheLimitIsNotClean() {
    // When
    List<AlertStatus> changes = run(2, 2, .5, .5, .95, .5, .5);

    // Then
    assertEquals(List.of(AlertStatus.PENDING, AlertStatus.FIRING), changes);
  }

  @Test
  void aFlappingSeriesGivesOneNotification() {
    // When
    List<AlertStatus> changes = run(2, 2, .5, 2, .5, 2, .5, 2);

    // Then
    assertEquals(List.of(AlertStatus.PENDING, AlertStatus.FIRING), changes);
  }

  @Test
  void anUnknownValueChangesNothing() {
    // When
    List<AlertStatus> changes = run(Double.NaN, 2, 2, Double.NaN, .5, .5, Double.NaN);

    // Then
    assertEquals(List.of(AlertStatus.PENDING, AlertStatus.FIRING), changes);
  }

  @Test
  void aNewBreachAfterTheEndIsANewAlert() {
    // When
    List<AlertStatus> changes = run(2, 2, .1, .1, .1, 2);

    // Then
    assertEquals(AlertStatus.PENDING, changes.getLast());
    assertEquals(4, changes.size());
  }
}
