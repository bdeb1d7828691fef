// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MonitorStageTest {
  private static final MonitoredRelease RELEASE = Stream.release(3_000, Stream.CHUNK);

  private static MonitorStage stage(InMemoryMonitorStore store, int retained) {
    return new MonitorStage(
        new MonitorSettings(Stream.CHUNK, retained, Stream.PROFILE.alarms()),
        digest -> digest.equals(Stream.DIGEST) ? RELEASE : null,
        digest -> store,
        store,
        store,
        100);
  }

  private static List<StageInput> inputs(List<Stream.Case> cases, int delay) {
    List<StageInput> inputs = new ArrayList<>();
    for (int i = 0; i < cases.size() + delay; i++) {
      if (i < cases.size()) {
        inputs.add(Stream.observation(cases.get(i), i));
      }
      if (i >= delay) {
        inputs.add(Stream.truth(cases.get(i - delay), i));
      }
    }
    return inputs;
  }

  @Test
  void restartsAtAnyRecordChangeNothing() {
    // Given
    Stream stream = new Stream(1);
    List<Stream.Case> cases = new ArrayList<>(stream.next(250));
    cases.addAll(stream.next(250, true));
    List<StageInput> inputs = inputs(cases, 70);
    MonitorStage whole = stage(new InMemoryMonitorStore(), 20);
    List<Emission> expected = new ArrayList<>();
    inputs.forEach(input -> expected.addAll(whole.take(input).emissions()));

    // When
    InMemoryMonitorStore store = new InMemoryMonitorStore();
    MonitorStage stage = stage(store, 20);
    Random random = new Random(2);
    List<Emission> found = new ArrayList<>();
    int restarts = 0;
    for (StageInput input : inputs) {
      if (random.nextInt(15) == 0) {
        stage = stage(store, 20);
        restarts++;
      }
      found.addAll(stage.take(StageInputs.decode(StageInputs.encode(input))).emissions());
    }

    // Then
    assertTrue(restarts > 30);
    assertTrue(found.stream().anyMatch(e -> e instanceof Emission.OfAlert));
    assertEquals(expected, found);
  }

  @Test
  void keepsABoundedNumberOfWindowsAndCases() {
    // Given
    InMemoryMonitorStore store = new InMemoryMonitorStore();
    MonitorStage stage = stage(store, 3);
    List<Integer> sizes = new ArrayList<>();

    // When
    Stream stream = new Stream(3);
    for (int i = 0; i < 12 * Stream.CHUNK; i++) {
      stage.take(Stream.observation(stream.next(), i));
      sizes.add(store.size());
    }

    // Then
    assertEquals(sizes.get(6 * Stream.CHUNK), sizes.get(11 * Stream.CHUNK));
  }

  @Test
  @DisplayName("RT-65 windows are incremental: what is kept does not grow with the stream")
  void whatIsKeptDoesNotGrowWithTheStream() {
    // Given
    InMemoryMonitorStore store = new InMemoryMonitorStore();
    MonitorStage stage = stage(store, 3);
    Stream stream = new Stream(6);
    List<Long> bytes = new ArrayList<>();

    // When
    for (int i = 0; i < 100 * Stream.CHUNK; i++) {
      Stream.Case one = stream.next();
      stage.take(Stream.observation(one, i));
      stage.take(Stream.truth(one, i));
      if ((i + 1) % Stream.CHUNK == 0) {
        bytes.add(store.bytes());
      }
    }

    // Then
    assertEquals(bytes.get(9), bytes.get(99), .05 * bytes.get(9), "bytes after 10, 100 windows");
  }

  @Test
  void truthOfAForgottenWindowLabelsNothing() {
    // Given
    MonitorStage stage = stage(new InMemoryMonitorStore(), 1);
    List<Stream.Case> cases = new Stream(4).next(4 * Stream.CHUNK);
    for (int i = 0; i < cases.size(); i++) {
      stage.take(Stream.observation(cases.get(i), i));
    }

    // When
    MonitorStage.Result late = stage.take(Stream.truth(cases.getFirst(), 1_000));

    // Then
    assertEquals(List.of(), late.emissions());
  }

  @Test
  void aReplacedReleaseEndsItsAlertsAndAlarmsNoMore() {
    // Given
    MonitorStage stage = stage(new InMemoryMonitorStore(), 20);
    List<StageInput> inputs = inputs(new Stream(5).next(400, true), 10);
    List<StageInput> before = inputs.subList(0, 600);
    List<Emission> loud = new ArrayList<>();
    before.forEach(input -> loud.addAll(stage.take(input).emissions()));

    // When
    List<Alert> ended =
        alerts(stage.take(new ReleaseChange(Stream.DIGEST, false, Instant.EPOCH)).emissions());
    List<Emission> after = new ArrayList<>();
    inputs.subList(600, inputs.size()).forEach(i -> after.addAll(stage.take(i).emissions()));

    // Then
    long firing = alerts(loud).stream().filter(a -> a.state() == AlertStatus.FIRING).count();
    assertTrue(firing > 0);
    assertEquals(firing, ended.size());
    assertTrue(ended.stream().allMatch(alert -> "replaced".equals(alert.reason())));
    assertEquals(List.of(), alerts(after));
  }

  private static List<Alert> alerts(List<Emission> emissions) {
    List<Alert> alerts = new ArrayList<>();
    for (Emission emission : emissions) {
      if (emission instanceof Emission.OfAlert(Alert alert)) {
        alerts.add(alert);
      }
    }
    return alerts;
  }

  @Test
  void championAndChallengerShareOneTruth() {
    // Given
    String other = "ef".repeat(32);
    MonitoredRelease challenger =
        new MonitoredRelease(
            other, RELEASE.model(), RELEASE.referenceDigest(), RELEASE.reference());
    Map<String, InMemoryMonitorStore> stores =
        Map.of(Stream.DIGEST, new InMemoryMonitorStore(), other, new InMemoryMonitorStore());
    MonitorStage stage =
        new MonitorStage(
            new MonitorSettings(Stream.CHUNK, 5, Stream.PROFILE.alarms()),
            digest -> digest.equals(other) ? challenger : RELEASE,
            stores::get,
            new InMemoryMonitorStore(),
            new InMemoryMonitorStore(),
            10);
    List<Emission> out = new ArrayList<>();

    // When
    List<Stream.Case> cases = new Stream(6).next(Stream.CHUNK);
    for (int i = 0; i < cases.size(); i++) {
      Observation champion = Stream.observation(cases.get(i), i);
      out.addAll(stage.take(champion).emissions());
      out.addAll(stage.take(Stream.truth(cases.get(i), i)).emissions());
      out.addAll(stage.take(under(other, champion)).emissions());
    }

    // Then
    long complete =
        out.stream()
            .filter(e -> e instanceof Emission.OfSignal(Signal s) && s.window().nLabelled() == 100)
            .map(e -> ((Emission.OfSignal) e).signal().series())
            .filter(series -> series.metric().equals("accuracy"))
            .filter(series -> series.kind().code().equals("realized"))
            .map(series -> series.modelDigest())
            .distinct()
            .count();
    assertEquals(2, complete);
  }

  private static Observation under(String digest, Observation observation) {
    return new Observation(
        digest,
        observation.model(),
        observation.candidateId(),
        observation.predictionId(),
        observation.source(),
        observation.position(),
        observation.time(),
        observation.vector(),
        observation.unseen(),
        observation.probability(),
        observation.positive(),
        observation.groups());
  }

  @Test
  void refusesStateOfAnotherWindowLength() {
    // Given
    InMemoryMonitorStore store = new InMemoryMonitorStore();
    stage(store, 5).take(Stream.observation(new Stream(7).next(), 0));
    MonitorSettings other = new MonitorSettings(250, 5, Stream.PROFILE.alarms());

    // When
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> new ModelMonitor(RELEASE, other, store));

    // Then
    assertTrue(refused.getMessage().contains("probity.monitor.chunk-rows"));
  }
}
