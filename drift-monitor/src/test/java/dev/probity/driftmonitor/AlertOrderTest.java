// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do about alerts, through the topology. */
class AlertOrderTest {
  @TempDir private Path folder;

  private static List<Alert> firing(TopologyHarness harness, Stream stream) {
    List<Stream.Case> cases = new ArrayList<>(stream.next(300));
    cases.addAll(stream.next(200, true));
    harness.run(cases, 20);
    return harness.alerts().stream().filter(a -> a.state() == AlertStatus.FIRING).toList();
  }

  @Test
  void alertsThatFireTogetherAreOneIncidentWithItsCauses() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // When
      List<Alert> firing = firing(harness, new Stream(3));

      // Then
      Set<String> incidents = firing.stream().map(Alert::incidentId).collect(Collectors.toSet());
      assertTrue(firing.size() >= 2);
      assertEquals(1, incidents.size());
      for (Alert alert : firing) {
        List<Double> weights = alert.causes().stream().map(cause -> cause.weight()).toList();
        assertFalse(weights.isEmpty());
        assertEquals(weights.stream().sorted(Comparator.reverseOrder()).toList(), weights);
      }
    }
  }

  @Test
  void anIncidentWithFewTruthsIsBlockedOnceFromRetraining() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      List<Alert> firing = firing(harness, new Stream(3));

      // When
      List<Retraining> said =
          harness.records(Topics.RETRAINING).stream()
              .map(record -> harness.decode(Topics.RETRAINING, record))
              .toList();

      // Then
      assertEquals(List.of(RetrainingState.BLOCKED), said.stream().map(Retraining::state).toList());
      assertEquals(firing.getFirst().incidentId(), said.getFirst().incidentId());
      assertFalse(said.getFirst().inputOffsets().isEmpty());
    }
  }

  @Test
  void takingNoteIsToldWithoutAChangeOfStateAndStaysUntilTheEnd() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      Stream stream = new Stream(3);
      Alert alert = firing(harness, stream).getFirst();

      // When
      harness.order(alert.alertId(), null);
      TestRecord<byte[], byte[]> told = harness.records(Topics.ALERTS).getFirst();
      harness.run(stream.next(700), 20);

      // Then
      Alert seen = harness.decode(Topics.ALERTS, told);
      assertEquals("operator-1", seen.acknowledgedBy());
      assertEquals("being looked at", seen.reason());
      assertEquals(AlertStatus.FIRING, seen.state());
      assertEquals(alert.incidentId(), seen.incidentId());
      assertNotEquals(alert.alertId() + "/firing/" + alert.lastWindow(), id(told));
      Alert end =
          harness.alerts().stream()
              .filter(one -> one.alertId().equals(alert.alertId()))
              .filter(one -> one.state() == AlertStatus.RESOLVED)
              .findFirst()
              .orElseThrow();
      assertEquals("operator-1", end.acknowledgedBy());
      assertEquals("clean", end.reason());
    }
  }

  private static String id(TestRecord<byte[], byte[]> told) {
    return new String(told.headers().lastHeader(EventHeaders.ID).value(), StandardCharsets.UTF_8);
  }

  @Test
  void silenceEndsByItselfAndNeverStopsEvaluation() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      Stream stream = new Stream(3);
      Alert alert = firing(harness, stream).getFirst();
      Instant until = harness.tick(Duration.ZERO).plusSeconds(50);
      harness.order(alert.alertId(), until);
      Alert silent = harness.alerts().getFirst();
      harness.signals();

      // When
      harness.run(stream.next(Stream.CHUNK, true), 0);

      // Then
      assertEquals(until, silent.silencedUntil());
      assertFalse(harness.signals().isEmpty());
      Alert loud =
          harness.alerts().stream()
              .filter(one -> one.alertId().equals(alert.alertId()))
              .findFirst()
              .orElseThrow();
      assertEquals("silence-over", loud.reason());
      assertNull(loud.silencedUntil());
      assertFalse(loud.changedAt().isBefore(until));
      assertEquals(AlertStatus.FIRING, loud.state());
    }
  }

  @Test
  void wordOnAnAlertThatIsNotOpenIsCountedAndChangesNothing() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // When
      harness.order("ab".repeat(32), null);
      harness.send(
          Topics.OVERSIGHT, "x", "{".getBytes(StandardCharsets.UTF_8), TopologyHarness.none());

      // Then
      assertEquals(1, harness.notes(Note.ALERT_NOT_OPEN));
      assertEquals(1, harness.notes(Note.REJECTED));
      assertEquals(List.of(), harness.alerts());
    }
  }
}
