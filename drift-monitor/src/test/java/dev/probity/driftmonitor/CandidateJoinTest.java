// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.topics.Topics;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SourcePosition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A candidate stands on its topic before there is a prediction, but the two topics are not read in
 * step: a prediction or explanation that comes first waits for its candidate's groups, and not for
 * ever.
 */
class CandidateJoinTest {
  private static final MonitoredRelease EXPLAINED = Stream.explainedRelease(3_000, Stream.CHUNK);

  @TempDir private Path folder;

  private static SourcePosition at(long offset) {
    return new SourcePosition(Topics.CANDIDATES.name(), 0, offset);
  }

  /** Rows of the first window whose selection rate by sex is told, by group. */
  private static long rowsWithSex(TopologyHarness harness) {
    return harness.signals().stream()
        .filter(signal -> signal.series().metric().equals("selection_rate"))
        .filter(signal -> signal.series().column().equals("SEX"))
        .filter(signal -> List.of("1", "2").contains(signal.series().segment()))
        .map(Signal::window)
        .mapToLong(window -> window.n())
        .sum();
  }

  @Test
  void predictionsThatOvertakeTheirCandidatesWaitForTheirGroups() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given: predictions of three candidates, then these
      List<Stream.Case> cases = new Stream(7).next(Stream.CHUNK);
      for (int i = 0; i < 3; i++) {
        Prediction early = harness.prediction(cases.get(i), at(i));
        harness.predict(early);
      }
      int waiting = harness.waiting();
      for (int i = 0; i < 3; i++) {
        harness.candidate(cases.get(i), Purpose.DECISION);
      }

      // When
      harness.wallClock(Duration.ofSeconds(2));
      int waitingThen = harness.waiting();
      cases.subList(3, Stream.CHUNK).forEach(harness::decide);

      // Then
      assertEquals(3, waiting);
      assertEquals(0, waitingThen);
      assertEquals(0, harness.notes(Note.GROUPS_UNKNOWN));
      assertEquals(Stream.CHUNK, rowsWithSex(harness));
    }
  }

  @Test
  void aCandidateThatNeverComesIsNotWaitedForForEver() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      List<Stream.Case> cases = new Stream(7).next(3);
      harness.predict(harness.prediction(cases.get(0), at(1_000)));
      int waiting = harness.waiting();

      // When
      harness.tick(Duration.ofMinutes(6));
      harness.decide(cases.get(1));
      harness.decide(cases.get(2));

      // Then
      assertEquals(1, waiting);
      assertEquals(0, harness.waiting());
      assertEquals(1, harness.notes(Note.GROUPS_UNKNOWN));
      assertEquals(List.of(), harness.records(Topics.REJECTS));
    }
  }

  @Test
  void withoutRoomTheFirstGoesOnWithoutItsGroups() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given: room for three
      List<Stream.Case> cases = new Stream(7).next(5);

      // When
      for (int i = 0; i < 5; i++) {
        harness.predict(harness.prediction(cases.get(i), at(1_000 + i)));
      }

      // Then
      assertEquals(3, harness.waiting());
      assertEquals(2, harness.notes(Note.GROUPS_UNKNOWN));
      assertEquals(List.of(), harness.records(Topics.REJECTS));
    }
  }

  private TopologyHarness explained() {
    return new TopologyHarness(folder, digest -> digest.equals(Stream.DIGEST) ? EXPLAINED : null);
  }

  /** Explanations of the first window whose share by sex is told, by group. */
  private static long explainedWithSex(TopologyHarness harness) {
    return harness.signals().stream()
        .filter(signal -> signal.series().metric().equals("importance_share"))
        .filter(signal -> signal.series().column().equals("SCHL"))
        .filter(signal -> signal.series().segment().startsWith("SEX="))
        .mapToLong(signal -> signal.window().n())
        .sum();
  }

  @Test
  void explanationsThatOvertakeTheirCandidatesWaitForTheirGroups() {
    try (TopologyHarness harness = explained()) {
      // Given: explanations of three candidates, then these
      List<Stream.Case> cases = new Stream(7).next(Stream.CHUNK);
      for (int i = 0; i < 3; i++) {
        Stream.Case one = cases.get(i);
        harness.explain(harness.prediction(one, at(i)), Stream.contributions(one));
      }
      for (int i = 0; i < 3; i++) {
        harness.candidate(cases.get(i), Purpose.DECISION);
      }

      // When
      harness.wallClock(Duration.ofSeconds(2));
      for (Stream.Case one : cases.subList(3, Stream.CHUNK)) {
        harness.explain(harness.decide(one), Stream.contributions(one));
      }

      // Then
      assertEquals(0, harness.notes(Note.EXPLANATION_GROUPS_UNKNOWN));
      assertEquals(0, harness.notes(Note.EXPLANATION_REPEATED));
      assertEquals(Stream.CHUNK, explainedWithSex(harness));
    }
  }

  /** Even one whose groups are known: what is a re-delivery is told by the order of arrival. */
  @Test
  void explanationsStayInTheirOrderBehindOneThatWaits() {
    try (TopologyHarness harness = explained()) {
      // Given: the first candidate is read, the second is not
      List<Stream.Case> cases = new Stream(7).next(Stream.CHUNK);
      harness.candidate(cases.get(0), Purpose.DECISION);
      for (int i : new int[] {1, 0, 1}) {
        Stream.Case one = cases.get(i);
        harness.explain(harness.prediction(one, at(i)), Stream.contributions(one));
      }

      // When: it comes, without any tending, and the others
      harness.candidate(cases.get(1), Purpose.DECISION);
      for (Stream.Case one : cases.subList(2, Stream.CHUNK)) {
        harness.explain(harness.decide(one), Stream.contributions(one));
      }
      Stream.Case last = new Stream(8).next();
      harness.explain(harness.decide(last), Stream.contributions(last));

      // Then: the first came behind the second's position, as a re-delivery would
      assertEquals(2, harness.notes(Note.EXPLANATION_REPEATED));
      assertEquals(Stream.CHUNK, explainedWithSex(harness));
    }
  }

  @Test
  void explanationsDoNotWaitForEverForACandidateThatNeverComes() {
    try (TopologyHarness harness = explained()) {
      // Given
      List<Stream.Case> cases = new Stream(7).next(Stream.CHUNK);
      harness.explain(
          harness.prediction(cases.get(0), at(1_000)), Stream.contributions(cases.get(0)));

      // When
      harness.tick(Duration.ofMinutes(6));
      int before = harness.notes(Note.EXPLANATION_GROUPS_UNKNOWN);
      harness.explain(
          harness.prediction(cases.get(1), at(1_001)), Stream.contributions(cases.get(1)));

      // Then: the first went on, the second waits
      assertEquals(0, before);
      assertEquals(1, harness.notes(Note.EXPLANATION_GROUPS_UNKNOWN));
      assertEquals(List.of(), harness.records(Topics.REJECTS));
    }
  }

  @Test
  void withoutRoomTheFirstExplanationGoesOnWithoutItsGroups() {
    try (TopologyHarness harness = explained()) {
      // Given: room for three
      List<Stream.Case> cases = new Stream(7).next(5);

      // When
      for (int i = 0; i < 5; i++) {
        Stream.Case one = cases.get(i);
        harness.explain(harness.prediction(one, at(1_000 + i)), Stream.contributions(one));
      }

      // Then
      assertEquals(2, harness.notes(Note.EXPLANATION_GROUPS_UNKNOWN));
      assertEquals(0, harness.notes(Note.EXPLANATION_REPEATED));
    }
  }
}
