// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.topics.Predictions;
import dev.probity.topics.Topics;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.value.Bytes;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReviewQueueTest {
  private static final Instant SOON = Instant.parse("2026-12-01T00:00:00Z");
  private static final Instant LATER = Instant.parse("2026-12-24T00:00:00Z");
  private static final Prediction EXAMPLE = Predictions.example();

  @Test
  void whatCouldNotBeReadInFullComesFirstThenWhatIsNearTheThreshold() {
    // Given
    List<Answer> answers =
        List.of(
            answer("sure", .99, List.of()),
            answer("unsure", .52, List.of()),
            answer("below", .45, List.of()),
            answer("flagged", .999, List.of("unseen:OCCP")),
            answer("contested", .999, List.of()).overseen(said(OversightAction.CONTESTED, LATER)),
            answer("due", .999, List.of()).overseen(said(OversightAction.CONTESTED, SOON)),
            answer("deferred", .9, List.of()).overseen(said(OversightAction.DEFERRED, null)),
            Answer.ACCEPTED);
    // When
    List<String> order =
        ReviewQueue.first(answers, 10).stream().map(one -> one.prediction().candidateId()).toList();
    // Then
    assertEquals(
        List.of("due", "contested", "flagged", "unsure", "below", "deferred", "sure"), order);
    assertEquals(1, ReviewQueue.first(answers, 1).size());
  }

  @Test
  void whatAPersonDecidedOnIsLeftOut() {
    // Given
    Answer confirmed = answer("C-1", .5, List.of()).overseen(said(OversightAction.CONFIRMED, null));
    Answer overridden =
        answer("C-2", .5, List.of()).overseen(said(OversightAction.OVERRIDDEN, null));
    // Then
    assertEquals(List.of(), ReviewQueue.first(List.of(confirmed, overridden), 10));
  }

  /** The worked example of the method. */
  @Test
  void theDistanceIsThatOfTheCalibratedProbability() {
    assertEquals(.02, ReviewQueue.distance(prediction("C-1", .52, List.of())), 1e-12);
  }

  private static Bytes said(OversightAction action, Instant dueAt) {
    OversightDecision decision =
        new OversightDecision(
            action, "r", "seen", SOON, "C-1", null, null, null, null, null, null, dueAt);
    return Bytes.copyOf(Topics.OVERSIGHT.codec().encode(decision));
  }

  private static Answer answer(String candidate, double probability, List<String> flags) {
    return Answer.ACCEPTED.scored(
        Bytes.copyOf(Topics.PREDICTIONS.codec().encode(prediction(candidate, probability, flags))));
  }

  private static Prediction prediction(String candidate, double probability, List<String> flags) {
    return new Prediction(
        EXAMPLE.id(),
        candidate,
        EXAMPLE.profile(),
        EXAMPLE.model(),
        EXAMPLE.modelVersion(),
        EXAMPLE.modelDigest(),
        EXAMPLE.variant(),
        EXAMPLE.source(),
        EXAMPLE.eventTime(),
        EXAMPLE.vector(),
        EXAMPLE.margin(),
        EXAMPLE.rawProbability(),
        probability,
        .5,
        probability > .5,
        EXAMPLE.band(),
        flags);
  }
}
