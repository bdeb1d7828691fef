// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One release follows another in the middle of windows, alarms and waiting outcomes. */
class ReleaseSwitchTest {
  private static final String OLD = Stream.DIGEST;
  private static final String NEW = "ef".repeat(32);
  private static final MonitoredRelease RELEASE = Stream.release(3_000, Stream.CHUNK);
  private static final MonitoredRelease NEXT =
      new MonitoredRelease(NEW, RELEASE.model(), RELEASE.referenceDigest(), RELEASE.reference());

  private final Map<String, InMemoryMonitorStore> stores = new HashMap<>();
  private final InMemoryMonitorStore cases = new InMemoryMonitorStore();
  private MonitorStage stage = stage();
  private int records;

  private MonitorStage stage() {
    return new MonitorStage(
        new MonitorSettings(Stream.CHUNK, 20, Stream.PROFILE.alarms()),
        digest -> digest.equals(NEW) ? NEXT : RELEASE,
        digest -> stores.computeIfAbsent(digest, d -> new InMemoryMonitorStore()),
        cases,
        cases,
        100);
  }

  private void restart() {
    stage = stage();
  }

  private List<Emission> decide(String digest, List<Stream.Case> some) {
    List<Emission> out = new ArrayList<>();
    for (Stream.Case one : some) {
      Observation o = Stream.observation(one, records++);
      out.addAll(
          stage
              .take(
                  new Observation(
                      digest,
                      o.model(),
                      o.candidateId(),
                      o.predictionId(),
                      o.source(),
                      o.position(),
                      o.time(),
                      o.vector(),
                      o.unseen(),
                      o.probability(),
                      o.positive(),
                      o.groups()))
              .emissions());
    }
    return out;
  }

  private List<Emission> know(List<Stream.Case> some) {
    List<Emission> out = new ArrayList<>();
    some.forEach(one -> out.addAll(stage.take(Stream.truth(one, records)).emissions()));
    return out;
  }

  private List<Emission> change(String digest, boolean inUse) {
    return stage
        .take(new ReleaseChange(digest, inUse, Stream.START.plusSeconds(records)))
        .emissions();
  }

  private static List<Alert> alerts(List<Emission> emissions) {
    return emissions.stream()
        .filter(emission -> emission instanceof Emission.OfAlert)
        .map(emission -> ((Emission.OfAlert) emission).alert())
        .filter(alert -> alert.severity() != Severity.DIAGNOSTIC)
        .toList();
  }

  /** The windows whose realized accuracy became final, with the release. */
  private static List<String> realized(List<Emission> emissions) {
    List<String> windows = new ArrayList<>();
    for (Emission emission : emissions) {
      if (emission instanceof Emission.OfSignal(Signal signal)
          && signal.series().metric().equals("accuracy")
          && signal.series().kind() == SignalKind.REALIZED
          && signal.series().windowType() == WindowType.COUNT
          && signal.window().status() == WindowStatus.FINAL) {
        windows.add(signal.series().modelDigest().substring(0, 2) + signal.window().chunkIndex());
      }
    }
    return windows;
  }

  @Test
  void eachReleaseHasWindowsOfItsOwn() {
    // Given
    Stream stream = new Stream(1);
    List<Stream.Case> first = stream.next(250);
    List<Stream.Case> second = stream.next(250);

    // When
    decide(OLD, first);
    change(NEW, true);
    change(OLD, false);
    decide(NEW, second);
    List<Emission> told = new ArrayList<>(know(first));
    told.addAll(know(second));

    // Then
    assertEquals(List.of("ab0", "ab1", "ef0", "ef1"), realized(told));
  }

  @Test
  void outcomesOfAReplacedReleaseMeasureItAndAlarmNobody() {
    // Given
    List<Stream.Case> bad = new Stream(2).next(600, true);
    decide(OLD, bad);
    change(OLD, false);

    // When
    List<Emission> told = know(bad);

    // Then
    assertEquals(List.of("ab0", "ab1", "ab2", "ab3", "ab4", "ab5"), realized(told));
    assertEquals(List.of(), alerts(told));
  }

  @Test
  void theNextReleaseInheritsNoEvidence() {
    // Given
    Stream stream = new Stream(3);
    List<Stream.Case> bad = stream.next(400, true);
    decide(OLD, bad);
    List<Alert> fired = alerts(know(bad));
    List<Alert> ended = alerts(change(OLD, false));

    // When
    List<Stream.Case> good = stream.next(500);
    List<Emission> after = decide(NEW, good);
    after.addAll(know(good));

    // Then
    assertTrue(fired.stream().anyMatch(a -> a.state() == AlertStatus.FIRING));
    assertEquals(fired.size(), ended.size());
    assertTrue(ended.stream().allMatch(a -> "replaced".equals(a.reason())));
    assertEquals(List.of(), alerts(after));
  }

  @Test
  void aReleaseThatComesBackAlarmsAnew() {
    // Given
    Stream stream = new Stream(4);
    List<Stream.Case> bad = stream.next(400, true);
    decide(OLD, bad);
    List<Alert> first = alerts(know(bad));
    change(OLD, false);
    restart();
    change(OLD, true);
    restart();

    // When
    List<Stream.Case> again = stream.next(400, true);
    decide(OLD, again);
    List<Alert> second = alerts(know(again));

    // Then
    assertTrue(second.stream().anyMatch(a -> a.state() == AlertStatus.FIRING));
    for (Alert alert : second) {
      assertTrue(first.stream().noneMatch(a -> a.alertId().equals(alert.alertId())));
    }
  }

  @Test
  void sayingItTwiceChangesNothing() {
    // Given
    List<Stream.Case> bad = new Stream(5).next(300, true);
    decide(OLD, bad);
    know(bad);

    // When
    List<Alert> ended = alerts(change(OLD, false));
    restart();
    List<Emission> again = change(OLD, false);
    List<Emission> unknown = change(NEW, true);

    // Then
    assertTrue(ended.size() > 0);
    assertEquals(List.of(), again);
    assertEquals(List.of(), unknown);
  }

  /** A record that says an earlier time than others moves nothing back. */
  @Test
  void streamTimeNeverGoesBack() {
    // Given
    List<Stream.Case> some = new Stream(6).next(Stream.CHUNK);
    decide(OLD, some.subList(0, Stream.CHUNK - 1));
    records = 0;

    // When
    List<Emission> told = decide(OLD, some.subList(Stream.CHUNK - 1, Stream.CHUNK));

    // Then
    Instant latest = Stream.START.plusSeconds(Stream.CHUNK - 2);
    assertTrue(told.size() > 6);
    for (Emission emission : told) {
      if (emission instanceof Emission.OfSignal(Signal signal)) {
        assertEquals(latest, signal.computedAt());
      }
    }
  }
}
