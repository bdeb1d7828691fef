// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.DeadLetter;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import dev.probity.topics.record.WindowStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventTimeTopologyTest {
  private static final Duration STEP = Duration.ofMinutes(6);

  @TempDir private Path folder;

  private static EventTimeSettings days(Duration maxSkew) {
    return new EventTimeSettings(
        List.of(WindowSpan.parse("P1D")),
        Duration.ofHours(12),
        Duration.ofDays(30),
        Duration.ofDays(2),
        maxSkew);
  }

  private static Prediction send(TopologyHarness harness, Stream.Case one, Instant event) {
    SourcePosition source = harness.candidate(one, Purpose.DECISION);
    Prediction prediction = harness.prediction(one, source, event);
    harness.predict(prediction);
    return prediction;
  }

  private static List<Signal> finals(TopologyHarness harness) {
    return harness.signals().stream()
        .filter(signal -> signal.window().windowEnd() != null)
        .filter(signal -> signal.window().status() == WindowStatus.FINAL)
        .toList();
  }

  private static long folded(List<Signal> finals) {
    return finals.stream()
        .filter(signal -> signal.series().metric().equals("row_count"))
        .mapToLong(signal -> signal.window().n())
        .sum();
  }

  /** What is sent, and what goes wrong on the way. */
  private List<String> run(String name, boolean trouble, long[] sums) {
    try (TopologyHarness harness =
        new TopologyHarness(folder.resolve(name), TopologyHarness.KNOWN, days(Duration.ZERO))) {
      List<Stream.Case> cases = new Stream(21).next(1_200);
      Random random = new Random(22);
      List<Prediction> sent = new ArrayList<>();
      long predictions = 0;
      for (Stream.Case one : cases) {
        Instant event = harness.tick(STEP);
        sent.add(send(harness, one, event));
        predictions++;
        harness.outcome(one);
        if (trouble && random.nextInt(10) == 0) {
          harness.predict(sent.get(random.nextInt(sent.size())));
          harness.outcome(one);
          predictions++;
        }
        if (trouble && random.nextInt(100) == 0) {
          byte[] broken = {'{'};
          harness.send(Topics.PREDICTIONS, one.id(), broken, TopologyHarness.none());
          predictions++;
        }
        if (trouble && random.nextInt(300) == 0) {
          for (Prediction again : sent.subList(Math.max(0, sent.size() - 150), sent.size())) {
            harness.predict(again);
            predictions++;
          }
        }
      }
      for (Stream.Case one : new Stream(23).next(3)) {
        Stream.Case later =
            new Stream.Case(
                "later-" + one.id(),
                one.vector(),
                one.probability(),
                one.label(),
                one.sex(),
                one.race());
        harness.tick(Duration.ofDays(1));
        send(harness, later, harness.tick(STEP));
        predictions++;
      }
      List<Signal> finals = finals(harness);
      sums[0] = predictions;
      sums[1] = harness.notes(Note.REDELIVERED);
      sums[2] = harness.notes(Note.REJECTED);
      sums[3] = folded(finals);
      sums[4] = harness.notes(Note.OUTCOME_REPEATED);
      return finals.stream().map(EventStream::bytes).toList();
    }
  }

  @Test
  @DisplayName("M3 re-delivery, repeated outcomes and a rewound scorer double nothing")
  void nothingIsMissingAndNothingCountsTwice() {
    // Given
    long[] plain = new long[5];
    List<String> expected = run("plain", false, plain);

    // When
    long[] troubled = new long[5];
    List<String> found = run("troubled", true, troubled);

    // Then
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), found.get(i));
    }
    assertTrue(expected.stream().anyMatch(row -> row.contains("\"" + SignalKind.REALIZED.code())));
    assertEquals(0, plain[1] + plain[2]);
    assertTrue(troubled[1] > 200, "delivered again: " + troubled[1]);
    assertTrue(troubled[2] > 3, "rejected: " + troubled[2]);
    assertTrue(troubled[4] > 50, "outcomes repeated: " + troubled[4]);
    long open = plain[0] - plain[3];
    assertTrue(open >= 1 && open <= 3, "in windows not final yet: " + open);
    assertEquals(troubled[0] - troubled[1] - troubled[2] - open, troubled[3]);
  }

  @Test
  @DisplayName("M4 beyond retention: the original bytes among the dead letters")
  void whatIsForgottenIsRefusedAsItCame() {
    try (TopologyHarness harness =
        new TopologyHarness(folder, TopologyHarness.KNOWN, days(Duration.ZERO))) {
      // Given
      List<Stream.Case> cases = new Stream(24).next(3);
      send(harness, cases.get(0), harness.tick(Duration.ofDays(31)));

      // When
      Instant tooOld = harness.tick(STEP).minus(Duration.ofDays(30)).minus(STEP.multipliedBy(2));
      Prediction refused = send(harness, cases.get(1), tooOld);
      send(harness, cases.get(2), tooOld.plus(Duration.ofHours(2)));

      // Then
      List<TestRecord<byte[], byte[]>> letters = harness.records(Topics.REJECTS);
      assertEquals(1, letters.size());
      Reject reject = reject(letters.getFirst());
      assertEquals("beyond monitoring retention", reject.reason());
      assertEquals(ReasonCode.CLOCK_SKEW, reject.reasonCode());
      assertEquals(Stage.WINDOW, reject.stage());
      assertArrayEquals(Topics.PREDICTIONS.codec().encode(refused), letters.getFirst().value());
      assertEquals(1, harness.notes(Note.REJECTED));
    }
  }

  private static Reject reject(TestRecord<byte[], byte[]> record) {
    return switch (DeadLetter.read(record.key(), record.value(), record.headers())) {
      case Decoded.Valid<Reject> valid -> valid.value();
      case Decoded.Invalid<Reject> invalid -> throw new AssertionError(invalid.describe());
    };
  }

  @Test
  void anEventFarFromItsRecordCountsAtTheTimeOfTheRecord() {
    try (TopologyHarness harness =
        new TopologyHarness(folder, TopologyHarness.KNOWN, days(Duration.ofHours(24)))) {
      // Given
      List<Stream.Case> cases = new Stream(25).next(4);
      Instant now = harness.tick(STEP);

      // When
      send(harness, cases.get(0), now);
      send(harness, cases.get(1), now.plus(Duration.ofDays(900)));
      send(harness, cases.get(2), now.plus(Duration.ofHours(23)));
      send(harness, cases.get(3), harness.tick(Duration.ofDays(2)));

      // Then
      List<Signal> finals = finals(harness);
      assertEquals(1, harness.notes(Note.CLOCK_SKEW));
      assertEquals(3, folded(finals), "two at their time, one at its record's");
      assertEquals(List.of(), harness.records(Topics.REJECTS));
    }
  }
}
