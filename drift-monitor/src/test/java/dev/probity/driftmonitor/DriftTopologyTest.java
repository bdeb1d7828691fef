// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftTopologyTest {
  @TempDir private Path folder;

  @Test
  void staysSilentWhileNothingIsWrong() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      List<Stream.Case> cases = new Stream(1).next(500);

      // When
      harness.run(cases, 30);

      // Then
      List<Signal> signals = harness.signals();
      assertEquals(List.of(), harness.alerts());
      assertEquals(5 * 6, count(signals, SignalFamily.PERFORMANCE, SignalKind.ESTIMATED));
      assertEquals(
          5 * (44 + 11 + 5 + 10),
          signals.stream().filter(s -> s.series().family() == SignalFamily.DRIFT).count());
      assertTrue(signals.stream().allMatch(s -> s.window().n() > 0));
      assertEquals(0, harness.notes(Note.GROUPS_UNKNOWN));
      assertEquals(List.of(), harness.records(Topics.REJECTS));
    }
  }

  private static long count(List<Signal> signals, SignalFamily family, SignalKind kind) {
    return signals.stream()
        .filter(signal -> signal.series().family() == family)
        .filter(signal -> signal.series().kind() == kind)
        .filter(signal -> signal.series().windowType() == WindowType.COUNT)
        .count();
  }

  @Test
  void realizedRowsAreFinalOnceEveryOutcomeIsKnown() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      List<Stream.Case> cases = new Stream(2).next(200);

      // When
      harness.run(cases, 150);

      // Then
      List<Signal> realized =
          harness.signals().stream()
              .filter(signal -> signal.series().kind() == SignalKind.REALIZED)
              .filter(signal -> signal.series().family() == SignalFamily.PERFORMANCE)
              .filter(signal -> signal.series().windowType() == WindowType.COUNT)
              .filter(signal -> signal.window().status() == WindowStatus.FINAL)
              .toList();
      assertEquals(2 * 6, realized.size());
      assertTrue(realized.stream().allMatch(signal -> signal.window().maturity() == 1));
      double right =
          cases.subList(0, 100).stream().filter(c -> c.positive() == c.label()).count() / 100.0;
      Signal accuracy =
          realized.stream()
              .filter(signal -> signal.series().metric().equals("accuracy"))
              .findFirst()
              .orElseThrow();
      assertEquals(right, accuracy.estimate().value(), 1e-12);
    }
  }

  @Test
  void ringsWhenTheModelFailsAndStopsWhenItIsBack() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      Stream stream = new Stream(3);
      List<Stream.Case> cases = new ArrayList<>(stream.next(300));
      cases.addAll(stream.next(200, true));
      cases.addAll(stream.next(700));

      // When
      harness.run(cases, 20);

      // Then
      List<Alert> critical =
          harness.alerts().stream().filter(a -> a.severity() == Severity.CRITICAL).toList();
      List<Alert> rang = critical.stream().filter(a -> a.state() == AlertStatus.FIRING).toList();
      assertTrue(rang.size() >= 2, "fired " + rang);
      assertTrue(rang.stream().allMatch(a -> Integer.parseInt(a.firstWindow()) >= 3));
      for (Alert alert : rang) {
        Alert end =
            critical.stream()
                .filter(a -> a.alertId().equals(alert.alertId()))
                .filter(a -> a.state() == AlertStatus.RESOLVED)
                .findFirst()
                .orElseThrow();
        assertEquals("clean", end.reason());
        assertTrue(end.changedAt().isAfter(alert.changedAt()));
      }
    }
  }

  @Test
  void deliveringPredictionsAgainChangesNothing() {
    List<Stream.Case> cases = new Stream(4).next(250);
    List<String> once;
    try (TopologyHarness harness =
        new TopologyHarness(folder.resolve("a"), TopologyHarness.KNOWN)) {
      harness.run(cases, 10);
      once = values(harness);
    }
    try (TopologyHarness harness =
        new TopologyHarness(folder.resolve("b"), TopologyHarness.KNOWN)) {
      // Given
      List<Prediction> sent = new ArrayList<>();

      // When
      for (int i = 0; i < cases.size() + 10; i++) {
        if (i < cases.size()) {
          sent.add(harness.decide(cases.get(i)));
        }
        if (i % 10 == 5) {
          sent.subList(Math.max(0, sent.size() - 20), sent.size()).forEach(harness::predict);
        }
        if (i >= 10) {
          harness.outcome(cases.get(i - 10));
          if (i % 3 == 0) {
            harness.outcome(cases.get(i - 10));
          }
        }
      }

      // Then
      assertTrue(harness.notes(Note.REDELIVERED) > 100);
      assertTrue(harness.notes(Note.OUTCOME_REPEATED) > 50);
      assertEquals(once, values(harness));
    }
  }

  /** Signals without the offsets, which re-delivery does move. */
  private static List<String> values(TopologyHarness harness) {
    return harness.signals().stream()
        .map(s -> s.key() + s.window() + s.estimate() + s.evidence())
        .toList();
  }

  @Test
  void outcomesMayComeBeforeTheirPrediction() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      List<Stream.Case> cases = new Stream(5).next(100);

      // When
      for (Stream.Case one : cases) {
        harness.outcome(one);
        harness.decide(one);
      }

      // Then
      List<Signal> realized =
          harness.signals().stream()
              .filter(s -> s.series().kind() == SignalKind.REALIZED)
              .filter(s -> s.series().windowType() == WindowType.COUNT)
              .toList();
      assertEquals(6 + 42 + 7, realized.size(), "figures, groups, calibration and target");
      assertEquals(100, realized.getFirst().window().nLabelled());
    }
  }

  @Test
  void aLaterOutcomeAmendsAndAnEarlierOneDoesNot() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      List<Stream.Case> cases = new Stream(6).next(100);
      harness.run(cases, 1);
      harness.signals();
      Stream.Case first = cases.getFirst();

      // When
      harness.outcome(first.id(), !first.label(), Stream.START.minusSeconds(60));
      List<Signal> stale = harness.signals();
      harness.outcome(first.id(), !first.label(), harness.tick(Duration.ofDays(1)));
      List<Signal> amended = harness.signals();

      // Then
      assertEquals(List.of(), stale);
      assertEquals(1, harness.notes(Note.OUTCOME_STALE));
      assertEquals(6 + 42 + 7 + 6, amended.size(), "these and the joint figures");
      assertTrue(amended.stream().allMatch(s -> s.window().status() == WindowStatus.AMENDED));
      assertEquals(100, amended.getFirst().window().nLabelled());
    }
  }

  @Test
  void outcomesThatNeverMeetAPredictionAreCounted() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      int bound = 50;

      // When
      for (int i = 0; i < bound + 7; i++) {
        harness.outcome("stranger-" + i, true, Stream.START);
      }

      // Then
      assertEquals(7, harness.notes(Note.OUTCOME_UNMATCHED));
    }
  }

  @Test
  void predictionsWaitForTheirRelease() {
    AtomicBoolean known = new AtomicBoolean();
    Releases late = digest -> known.get() ? TopologyHarness.KNOWN.find(digest) : null;
    try (TopologyHarness harness = new TopologyHarness(folder, late)) {
      // Given
      List<Stream.Case> cases = new Stream(7).next(100);
      cases.subList(0, 3).forEach(harness::decide);
      int waiting = harness.waiting();

      // When
      known.set(true);
      harness.wallClock(Duration.ofSeconds(2));
      cases.subList(3, 100).forEach(harness::decide);

      // Then
      assertEquals(3, waiting);
      assertEquals(0, harness.waiting());
      assertEquals(6, count(harness.signals(), SignalFamily.PERFORMANCE, SignalKind.ESTIMATED));
      assertEquals(List.of(), harness.records(Topics.REJECTS));
    }
  }

  @Test
  @DisplayName("RT-63 what cannot be read is rejected and told beside every estimate")
  void unreadablePredictionsLowerTheCoverageOfEveryEstimate() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      List<Stream.Case> cases = new Stream(11).next(200);
      byte[] broken = "{\"id\":".getBytes(StandardCharsets.UTF_8);

      // When
      cases.subList(0, 50).forEach(harness::decide);
      for (int i = 0; i < 3; i++) {
        harness.send(Topics.PREDICTIONS, "c", broken, TopologyHarness.none());
      }
      cases.subList(50, 200).forEach(harness::decide);

      // Then
      List<Signal> signals = harness.signals();
      assertEquals(3, harness.records(Topics.REJECTS).size());
      for (Signal signal : signals) {
        if (signal.series().windowType() == WindowType.COUNT
            && signal.series().kind() == SignalKind.ESTIMATED
            && signal.series().family() == SignalFamily.PERFORMANCE) {
          long first = signal.window().chunkIndex() == 0 ? 3 : 0;
          assertEquals(100, signal.window().n());
          assertEquals(first, signal.window().nMissing(), signal.series().metric());
        }
      }
      List<Signal> coverage =
          signals.stream().filter(s -> s.series().metric().equals("coverage_rate")).toList();
      assertEquals(2, coverage.size());
      assertEquals(100.0 / 103, coverage.getFirst().estimate().value(), 1e-12);
      assertTrue(coverage.getFirst().evidence().alert());
      assertEquals(1.0, coverage.getLast().estimate().value());
      assertFalse(coverage.getLast().evidence().alert());
    }
  }

  @Test
  void predictionsWhoseReleaseNeverComesAreRefused() {
    try (TopologyHarness harness = new TopologyHarness(folder, digest -> null)) {
      // Given
      List<Stream.Case> cases = new Stream(8).next(5);

      // When
      cases.subList(0, 4).forEach(harness::decide);
      int overflow = harness.records(Topics.REJECTS).size();
      harness.tick(Duration.ofMinutes(6));
      harness.decide(cases.get(4));
      List<TestRecord<byte[], byte[]>> rejects = harness.records(Topics.REJECTS);

      // Then
      assertEquals(1, overflow);
      assertEquals(3, rejects.size());
      assertEquals(1, harness.waiting());
      Reject reject = reject(rejects.getFirst());
      assertEquals(ReasonCode.MODEL_MISSING, reject.reasonCode());
      assertEquals(1L, reject.originalOffset());
      assertTrue(
          reject.headers().stream().anyMatch(h -> h.name().equals(EventHeaders.PREDICTION_ID)));
    }
  }

  private static Reject reject(TestRecord<byte[], byte[]> record) {
    return switch (DeadLetter.read(record.key(), record.value(), record.headers())) {
      case Decoded.Valid<Reject> valid -> valid.value();
      case Decoded.Invalid<Reject> invalid -> throw new AssertionError(invalid.describe());
    };
  }

  @Test
  void unreadableRecordsAreRefusedAsTheyCame() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      byte[] broken = "{\"id\":".getBytes(StandardCharsets.UTF_8);
      Stream.Case one = new Stream(9).next();

      // When
      harness.send(Topics.PREDICTIONS, "c", broken, TopologyHarness.none());
      harness.send(Topics.OUTCOMES, "c", broken, TopologyHarness.none());
      harness.send(Topics.CANDIDATES, "c", broken, TopologyHarness.none());
      harness.decide(one);

      // Then
      List<TestRecord<byte[], byte[]>> rejects = harness.records(Topics.REJECTS);
      assertEquals(2, rejects.size());
      assertArrayEquals(broken, rejects.getFirst().value());
      assertEquals(ReasonCode.SCHEMA, reject(rejects.getFirst()).reasonCode());
      assertEquals(1, harness.notes(Note.CANDIDATE_UNREADABLE));
      assertEquals(2, harness.notes(Note.REJECTED));
    }
  }

  @Test
  void historyAndForeignVectorsAreLeftOut() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      Stream stream = new Stream(10);
      Stream.Case past = stream.next();
      Stream.Case strange = new Stream.Case("strange", new double[] {99}, .4, true, "1", "1");

      // When
      harness.candidate(past, Purpose.HISTORY);
      harness.predict(harness.prediction(strange, harness.candidate(strange, Purpose.DECISION)));

      // Then
      assertEquals(1, harness.notes(Note.CANDIDATE_SKIPPED));
      assertEquals(
          ReasonCode.SCHEMA, reject(harness.records(Topics.REJECTS).getFirst()).reasonCode());
    }
  }

  @Test
  void signalsCarryKeysHeadersAndOffsets() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      List<Stream.Case> cases = new Stream(11).next(100);

      // When
      harness.run(cases, 100);
      List<TestRecord<byte[], byte[]>> records = harness.records(Topics.SIGNALS);

      // Then
      TestRecord<byte[], byte[]> first = records.getLast();
      Signal signal =
          ((Decoded.Valid<Signal>) Topics.SIGNALS.codec().decode(first.value())).value();
      assertEquals(WindowType.COUNT, signal.series().windowType());
      assertEquals(signal.key(), new String(first.key(), StandardCharsets.UTF_8));
      assertNotNull(first.headers().lastHeader(EventHeaders.MODEL_DIGEST));
      assertEquals(0, signal.inputOffsets().get(Topics.PREDICTIONS.name() + "-0").from());
      assertEquals(100, signal.inputOffsets().get(Topics.PREDICTIONS.name() + "-0").to());
    }
  }
}
