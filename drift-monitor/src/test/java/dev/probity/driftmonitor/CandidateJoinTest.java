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
 * step: a prediction that comes first waits for its candidate's groups, and not for ever.
 */
class CandidateJoinTest {
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
}
