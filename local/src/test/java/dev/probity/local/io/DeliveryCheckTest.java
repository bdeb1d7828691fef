// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Explanations;
import dev.probity.topics.Ids;
import dev.probity.topics.Predictions;
import dev.probity.topics.Rejects;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.SourcePosition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge of the fault run, judged: each way to break a promise is named. */
class DeliveryCheckTest {
  private static final Prediction SCORED = Predictions.example();
  private static final SourcePosition HERE = SCORED.source();
  private static final String OTHER_DIGEST = "f".repeat(64);

  private final DeliveryCheck check = new DeliveryCheck();

  private void kept() {
    check.promisedDecision(HERE);
    check.saw(SCORED);
    check.saw(Explanations.example());
  }

  private void expect(String... problems) {
    assertEquals(List.of(problems), check.problems());
  }

  @Test
  void aPromiseKeptOnceIsFineAndSoIsARepeatOfTheSameBytes() {
    kept();
    check.saw(SCORED);
    check.saw(Explanations.example());

    expect();
    assertEquals(1, check.answered());
    assertEquals(1, check.repeatedPredictions());
  }

  @Test
  void aCandidateThatWasNeverScoredIsLost() {
    check.promisedDecision(HERE);

    expect(HERE + " was never scored: lost");
  }

  @Test
  void aPredictionThatWasNeverExplainedIsLost() {
    check.promisedDecision(HERE);
    check.saw(SCORED);

    expect(HERE + " was scored and never explained: lost");
  }

  @Test
  void aPositionScoredByTwoReleasesIsDoubled() {
    kept();
    check.saw(byAnotherRelease(SCORED));

    assertTrue(check.problems().toString().contains("has 2 prediction ids"));
  }

  @Test
  void aRepeatWithOtherBytesContradicts() {
    kept();
    check.saw(explainedLater(SCORED));

    expect("prediction " + SCORED.id() + " has 2 values");
  }

  @Test
  void whatNobodySentMayNotBeScoredOrRefused() {
    check.saw(SCORED);
    check.saw(Explanations.example());
    check.saw(Rejects.example());

    assertEquals(2, check.problems().size(), check.problems().toString());
  }

  @Test
  void aGoodRecordMayNotBeRefused() {
    kept();
    check.saw(Rejects.example());

    expect(HERE + " was refused: [RANGE]");
  }

  @Test
  void aBadRecordMustBeRefusedAndMayNotBeScored() {
    check.promisedRefusal(HERE);
    expect(HERE + " was never refused: lost");

    check.saw(Rejects.example());
    expect();

    check.saw(SCORED);
    assertTrue(check.problems().toString().contains("was scored, and nobody promised that"));
  }

  @Test
  void aRejectOfOurOwnBugIsAProblemWhereverItPoints() {
    check.promisedRefusal(HERE);
    check.saw(Rejects.example());
    check.saw(bug(Rejects.example()));

    assertEquals(1, check.problems().size(), check.problems().toString());
    assertTrue(check.problems().getFirst().startsWith("INTERNAL_ERROR from scorer"));
  }

  private static Prediction byAnotherRelease(Prediction like) {
    return with(like, Ids.prediction(like.source(), OTHER_DIGEST), OTHER_DIGEST, like.band());
  }

  private static Prediction explainedLater(Prediction like) {
    return with(like, like.id(), like.modelDigest(), "0-45000");
  }

  private static Prediction with(Prediction like, String id, String digest, String band) {
    return new Prediction(
        id,
        like.candidateId(),
        like.profile(),
        like.model(),
        like.modelVersion(),
        digest,
        like.variant(),
        like.source(),
        like.eventTime(),
        like.vector(),
        like.margin(),
        like.rawProbability(),
        like.probability(),
        like.threshold(),
        like.positive(),
        band,
        like.flags());
  }

  private static Reject bug(Reject like) {
    return new Reject(
        ReasonCode.INTERNAL_ERROR,
        "java.lang.IllegalStateException",
        like.stage(),
        like.originalTopic(),
        like.originalPartition(),
        like.originalOffset(),
        like.originalTimestamp(),
        like.key(),
        like.value(),
        like.headers(),
        like.service(),
        like.serviceVersion(),
        like.firstFailedAt(),
        like.attempts(),
        like.payloadSha256());
  }
}
