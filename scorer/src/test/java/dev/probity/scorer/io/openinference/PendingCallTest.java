// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.scorer.io.openinference.PendingCall.Ending;
import dev.probity.topics.Candidates;
import dev.probity.topics.Explanations;
import dev.probity.topics.Predictions;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PendingCallTest {
  private static final Candidate CANDIDATE = Candidates.example();

  private static Prediction prediction() {
    return Predictions.at(new SourcePosition("probity.candidates.v1", 0, 4), CANDIDATE.id());
  }

  @Test
  @DisplayName("RT-40: done when the broker has the candidate and the prediction, in any order")
  void itWaitsForBothAndCountsARepeatOnce() {
    // Given
    PendingCall call = new PendingCall(List.of(CANDIDATE), false);

    // When
    call.predicted(prediction());
    call.predicted(prediction());
    call.explained(Explanations.example());

    // Then
    assertFalse(call.ending().isDone());
    call.acknowledged();
    Ending.Recorded recorded = assertInstanceOf(Ending.Recorded.class, call.ending().join());
    assertEquals(List.of(prediction()), recorded.predictions());
    assertEquals(List.of(), recorded.explanations());
  }

  @Test
  void itSaysWhatItStillLacksSoThatNothingElseIsParsed() {
    // Given
    PendingCall call = new PendingCall(List.of(CANDIDATE), false);

    // When
    boolean before = call.lacksPrediction(CANDIDATE.id());
    call.predicted(prediction());

    // Then
    assertTrue(before);
    assertFalse(call.lacksPrediction(CANDIDATE.id()));
    assertFalse(call.lacksPrediction("oip-another"));
    assertFalse(call.explains());
    assertTrue(new PendingCall(List.of(CANDIDATE), true).explains());
  }

  @Test
  void itWaitsForExplanationsWhenTheyAreAskedFor() {
    // Given
    PendingCall call = new PendingCall(List.of(CANDIDATE), true);

    // When
    call.acknowledged();
    call.predicted(prediction());

    // Then
    assertFalse(call.ending().isDone());
  }

  @Test
  void aRefusedRowOrABrokerThatDoesNotTakeItEndsIt() {
    PendingCall refused = new PendingCall(List.of(CANDIDATE), false);
    refused.refused("somebody else", ReasonCode.RANGE, "x");
    assertFalse(refused.ending().isDone());
    refused.refused(CANDIDATE.id(), ReasonCode.MODEL_MISSING, "x");
    assertInstanceOf(Ending.RowRefused.class, refused.ending().join());

    PendingCall lost = new PendingCall(List.of(CANDIDATE), false);
    lost.notTaken();
    lost.predicted(prediction());
    assertInstanceOf(Ending.NotTaken.class, lost.ending().join());
  }
}
