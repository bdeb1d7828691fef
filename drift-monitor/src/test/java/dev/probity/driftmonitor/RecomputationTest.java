// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.codec.RecordCodec;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.CandidateEvent;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Final rows of windows of event time come out again, to the byte, from the records they name. */
class RecomputationTest {
  private static final Duration STEP = Duration.ofMinutes(12);
  private static final int CASES = 300;

  /** A truth of so many cases before was observed on a day that is final. */
  private static final int LATE = 160;

  private static final MonitoredRelease RELEASE = Stream.explainedRelease(3_000, Stream.CHUNK);
  private static final FairnessAccess ACCESS = FairnessAccess.forPurpose("test");

  @TempDir private static Path folder;

  private static TopologyHarness harness;
  private static List<TestRecord<byte[], byte[]>> told;

  /**
   * Days through the topology; truths up to two days late, some told twice and otherwise, some told
   * when the day they were observed in was final.
   */
  @BeforeAll
  static void tellOnce() {
    EventTimeSettings settings =
        new EventTimeSettings(
            List.of(WindowSpan.parse("P1D"), WindowSpan.parse("P2D/P1D")),
            Duration.ofHours(6),
            Duration.ofDays(30),
            Duration.ofDays(2),
            Duration.ZERO);
    harness = new TopologyHarness(folder, digest -> RELEASE, settings);
    List<Stream.Case> cases = new Stream(31).next(CASES);
    List<Instant> events = new ArrayList<>();
    for (int i = 0; i < CASES; i++) {
      Instant event = harness.tick(STEP);
      events.add(event);
      decide(cases.get(i));
      int before = i - (i % 3 == 0 ? 12 : 110);
      if (before >= 0) {
        harness.outcome(cases.get(before));
      }
      if (i % 20 == 0 && i >= 60) {
        harness.outcome(cases.get(i - 60).id(), i % 40 == 0, event);
      }
      int old = i - LATE;
      if (old >= 0 && old % 3 == 1) {
        harness.outcome(cases.get(old).id(), old % 2 == 0, events.get(old).plus(STEP));
      }
    }
    harness.tick(Duration.ofDays(4));
    Stream.Case last = new Stream(32).next(1).getFirst();
    decide(
        new Stream.Case(
            "last", last.vector(), last.probability(), last.label(), last.sex(), last.race()));
    told = harness.records(Topics.SIGNALS);
  }

  @AfterAll
  static void close() {
    harness.close();
  }

  private static void decide(Stream.Case one) {
    SourcePosition source = harness.candidate(one, Purpose.DECISION);
    Prediction prediction = harness.prediction(one, source);
    harness.predict(prediction);
    harness.explain(prediction, Stream.contributions(one));
  }

  private static Signal row(TestRecord<byte[], byte[]> record) {
    return harness.decode(Topics.SIGNALS, record);
  }

  private static <T> T decoded(RecordCodec<T> codec, byte[] value) {
    return switch (codec.decode(value)) {
      case Decoded.Valid<T>(T record) -> record;
      case Decoded.Invalid<T> invalid -> throw new AssertionError(invalid.describe());
    };
  }

  /** The records a row names; a wrong world turns the decision of one case. */
  private static Recomputation fed(Signal row, boolean wrong) {
    Recomputation recomputation =
        new Recomputation(row, Stream.PROFILE, RELEASE, ACCESS, Duration.ZERO);
    predictions(recomputation, recomputation.predictionOffsets().get(0), wrong);
    List<TopologyHarness.Sent> candidates = harness.sent(Topics.CANDIDATES);
    for (int offset = 0; offset < candidates.size(); offset++) {
      if (Codecs.candidateEvent(EventType.CANDIDATE_RECEIVED, candidates.get(offset).value())
          instanceof Decoded.Valid<CandidateEvent>(Candidate candidate)) {
        recomputation.candidate(candidate, new SourcePosition(Topics.CANDIDATES.name(), 0, offset));
      }
    }
    harness
        .sent(Topics.EXPLANATIONS)
        .forEach(
            one -> recomputation.explanation(decoded(Topics.EXPLANATIONS.codec(), one.value())));
    outcomes(recomputation, recomputation.outcomeOffsets());
    return recomputation;
  }

  private static void predictions(Recomputation into, OffsetRange range, boolean wrong) {
    List<TopologyHarness.Sent> predictions = harness.sent(Topics.PREDICTIONS);
    for (long offset = range.from(); offset < range.to(); offset++) {
      TopologyHarness.Sent sent = predictions.get((int) offset);
      Prediction prediction = decoded(Topics.PREDICTIONS.codec(), sent.value());
      into.prediction(
          wrong && offset == range.from() + 5 ? turned(prediction) : prediction,
          new SourcePosition(Topics.PREDICTIONS.name(), 0, offset),
          sent.time());
    }
  }

  private static void outcomes(Recomputation into, Map<Integer, OffsetRange> ranges) {
    List<TopologyHarness.Sent> outcomes = harness.sent(Topics.OUTCOMES);
    ranges.forEach(
        (partition, range) -> {
          for (long at = range.from(); at < Math.min(range.to(), outcomes.size()); at++) {
            TopologyHarness.Sent sent = outcomes.get((int) at);
            into.outcome(decoded(Topics.OUTCOMES.codec(), sent.value()), sent.time());
          }
        });
  }

  private static Prediction turned(Prediction one) {
    return new Prediction(
        one.id(),
        one.candidateId(),
        one.profile(),
        one.model(),
        one.modelVersion(),
        one.modelDigest(),
        one.variant(),
        one.source(),
        one.eventTime(),
        one.vector(),
        one.margin(),
        one.rawProbability(),
        1 - one.probability(),
        one.threshold(),
        !one.positive(),
        one.band(),
        one.flags());
  }

  @Test
  void everyFinalRowOfEventTimeComesOutAgain() {
    // Given
    Set<SignalFamily> families = EnumSet.noneOf(SignalFamily.class);
    Set<WindowType> types = EnumSet.noneOf(WindowType.class);
    Map<String, Map<String, byte[]>> windows = new LinkedHashMap<>();
    for (TestRecord<byte[], byte[]> record : told) {
      Signal row = row(record);
      if (Recomputation.obstacle(row) == null) {
        windows.computeIfAbsent(window(row), of -> new HashMap<>()).put(row.key(), record.value());
        families.add(row.series().family());
        types.add(row.series().windowType());
      }
    }

    // When
    int rows = 0;
    for (Map.Entry<String, Map<String, byte[]>> window : windows.entrySet()) {
      Signal one = widest(window.getValue().values());
      Map<String, byte[]> left = new HashMap<>(window.getValue());
      Recomputation again = fed(one, false);
      assertTrue(again.complete(), one.key());
      for (Signal row : again.rows(new InMemoryMonitorStore())) {
        byte[] then = window(row).equals(window.getKey()) ? left.remove(row.key()) : null;
        if (then != null) {
          assertEquals(new String(then, UTF_8), new String(encoded(row), UTF_8));
          rows++;
        }
      }
      assertEquals(Set.of(), left.keySet(), "rows that do not come out of " + window.getKey());
    }

    // Then
    System.out.printf("rows computed again, to the byte: %d, %s, %s%n", rows, families, types);
    assertTrue(rows > 400, "rows " + rows);
    assertEquals(EnumSet.of(WindowType.TUMBLING, WindowType.SLIDING), types);
    assertTrue(families.size() >= 6, "families " + families);
  }

  /** The row that names the most records: those about explanations name them too. */
  private static Signal widest(Collection<byte[]> rows) {
    return rows.stream()
        .map(row -> decoded(Topics.SIGNALS.codec(), row))
        .max(Comparator.comparingInt(row -> row.inputOffsets().size()))
        .orElseThrow();
  }

  private static String window(Signal row) {
    return row.series().windowType() + " " + row.window().windowStart();
  }

  private static byte[] encoded(Signal row) {
    return Topics.SIGNALS.codec().encode(row);
  }

  @Test
  void oneRowAsTheCommandComparesIt() {
    // Given
    TestRecord<byte[], byte[]> record = area();

    // When
    Recomputation.Result result =
        fed(row(record), false).compare(record.value(), new InMemoryMonitorStore());

    // Then
    assertEquals(
        row(record).window().n(), assertInstanceOf(Recomputation.Result.Same.class, result).rows());
  }

  private static TestRecord<byte[], byte[]> area() {
    return told.stream()
        .filter(one -> Recomputation.obstacle(row(one)) == null)
        .filter(one -> row(one).series().metric().equals("roc_auc"))
        .findFirst()
        .orElseThrow();
  }

  /** As after a topic's retention, and of a row about a group, which has fewer people. */
  @Test
  void aMissingPredictionIsNoticed() {
    // Given
    Signal group =
        told.stream()
            .map(RecomputationTest::row)
            .filter(one -> Recomputation.obstacle(one) == null)
            .filter(one -> one.series().metric().equals("selection_rate"))
            .findFirst()
            .orElseThrow();

    // When
    Recomputation all = fed(group, false);
    Recomputation none = new Recomputation(group, Stream.PROFILE, RELEASE, ACCESS, Duration.ZERO);
    OffsetRange range = all.predictionOffsets().get(0);
    predictions(none, new OffsetRange(range.from() + 1, range.to()), false);

    // Then
    assertTrue(all.complete());
    assertFalse(none.complete());
  }

  @Test
  void aRecordThatWasAnotherIsNoticed() {
    // Given
    TestRecord<byte[], byte[]> record = area();

    // When
    Recomputation.Result result =
        fed(row(record), true).compare(record.value(), new InMemoryMonitorStore());

    // Then
    Recomputation.Result.Different different =
        assertInstanceOf(Recomputation.Result.Different.class, result);
    assertTrue(different.differences().getFirst().startsWith("value was "), result.toString());
  }

  @Test
  void truthsThatCameAfterTheRowWasFinalAreLeftOut() {
    // Given
    TestRecord<byte[], byte[]> record =
        told.stream()
            .filter(one -> Recomputation.obstacle(row(one)) == null)
            .filter(one -> row(one).series().metric().equals("accuracy"))
            .filter(one -> row(one).series().kind() == SignalKind.REALIZED)
            .findFirst()
            .orElseThrow();
    Recomputation all = fed(row(record), false);

    // When
    Recomputation.Result asTold =
        fed(row(record), false).compare(record.value(), new InMemoryMonitorStore());
    outcomes(all, Map.of(0, new OffsetRange(0, Long.MAX_VALUE >> 10)));
    Recomputation.Result withLater = all.compare(record.value(), new InMemoryMonitorStore());

    // Then
    assertInstanceOf(Recomputation.Result.Same.class, asTold, asTold.toString());
    Recomputation.Result.Different different =
        assertInstanceOf(Recomputation.Result.Different.class, withLater);
    assertTrue(
        different.differences().stream().anyMatch(one -> one.startsWith("nLabelled was ")),
        different.toString());
  }

  @Test
  void whatRestsOnArrivalIsRefused() {
    // When
    Signal counted = first(WindowType.COUNT, WindowStatus.FINAL);
    Signal open = first(WindowType.TUMBLING, WindowStatus.PROVISIONAL);

    // Then
    assertNotNull(Recomputation.obstacle(counted));
    assertNotNull(Recomputation.obstacle(open));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Recomputation(counted, Stream.PROFILE, RELEASE, ACCESS, Duration.ZERO));
  }

  private static Signal first(WindowType type, WindowStatus status) {
    return told.stream()
        .map(RecomputationTest::row)
        .filter(one -> one.series().windowType() == type && one.window().status() == status)
        .findFirst()
        .orElseThrow();
  }
}
