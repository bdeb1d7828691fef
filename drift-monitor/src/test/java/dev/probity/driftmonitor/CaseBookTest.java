// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaseBookTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final CaseBook book = new CaseBook(new InMemoryMonitorStore(), 2);
  private final Stream.Case one = new Stream(1).next();
  private final Observation observation = Stream.observation(one, 0);

  private Truth truth(String predictionId, boolean label, int seconds) {
    Instant at = NOON.plusSeconds(seconds);
    return new Truth(one.id(), predictionId, label, at, at);
  }

  @Test
  void labelsTheDecisionATruthNames() {
    // Given
    book.decided(observation, 7);

    // When
    CaseBook.Outcome outcome = book.known(truth(observation.predictionId(), true, 0));

    // Then
    assertEquals(
        List.of(new CaseBook.Labelling(Stream.DIGEST, 7, true, NOON)), outcome.labellings());
  }

  @Test
  void labelsTheLatestDecisionWhenNoneIsNamed() {
    // Given
    book.decided(observation, 7);
    book.decided(Stream.observation(one, 1), 8);

    // When
    CaseBook.Outcome outcome = book.known(truth(null, false, 0));

    // Then
    assertEquals(
        List.of(new CaseBook.Labelling(Stream.DIGEST, 8, false, NOON)), outcome.labellings());
  }

  @Test
  void waitsForTheDecisionATruthNames() {
    // Given
    book.known(truth(observation.predictionId(), true, 0));

    // When
    CaseBook.Labelling other = book.decided(Stream.observation(one, 1), 3);
    CaseBook.Labelling named = book.decided(observation, 4);

    // Then
    assertNull(other);
    assertEquals(new CaseBook.Labelling(Stream.DIGEST, 4, true, NOON), named);
  }

  @Test
  void theLatestObservationHolds() {
    // Given
    book.decided(observation, 0);
    book.known(truth(null, true, 10));

    // When
    CaseBook.Outcome same = book.known(truth(null, true, 20));
    CaseBook.Outcome earlier = book.known(truth(null, false, 5));
    CaseBook.Outcome later = book.known(truth(null, false, 30));

    // Then
    assertEquals(List.of(Note.OUTCOME_REPEATED), same.notes());
    assertEquals(List.of(Note.OUTCOME_STALE), earlier.notes());
    assertEquals(1, later.labellings().size());
  }

  @Test
  void theOldestWaitingTruthGivesWay() {
    // Given
    book.known(new Truth("a", null, true, NOON, NOON));
    book.known(new Truth("b", null, true, NOON, NOON));

    // When
    CaseBook.Outcome outcome = book.known(new Truth("c", null, true, NOON, NOON));

    // Then
    assertEquals(List.of(Note.OUTCOME_UNMATCHED), outcome.notes());
  }
}
