// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.probity.ingest.OversightIntake.Order;
import dev.probity.ingest.OversightIntake.Result;
import dev.probity.topics.Predictions;
import dev.probity.topics.Topics;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OversightIntakeTest {
  private static final Instant NOW = Instant.parse("2026-11-02T03:04:05.678Z");
  private static final Prediction PREDICTION = Predictions.example();

  private final OversightIntake intake =
      new OversightIntake(
          List.of(ProfileFiles.load("acs-salary")),
          Map.of(
                  PREDICTION.candidateId(),
                  Answer.ACCEPTED.scored(
                      Bytes.copyOf(Topics.PREDICTIONS.codec().encode(PREDICTION))))
              ::get,
          Duration.ofDays(30));

  @Test
  void aDecisionNamesItsActorItsTimeAndThePredictionItIsAbout() {
    // When
    OversightDecision decision =
        decided(
            decide(
                "{\"action\":\"overridden\",\"candidateId\":\"C-1001\",\"reason\":\"certificate"
                    + " seen\",\"band\":\"45001+\",\"reviewSeconds\":42.5}"));
    // Then
    assertEquals(OversightAction.OVERRIDDEN, decision.action());
    assertEquals("recruiter-1", decision.actor());
    assertEquals(NOW, decision.decidedAt());
    assertEquals(PREDICTION.id(), decision.predictionId());
    assertEquals("45001+", decision.band());
    assertEquals(42.5, decision.reviewSeconds());
  }

  @Test
  void nobodyActsInAnothersName() {
    assertRefused(
        ReasonCode.DUPLICATE_KEY,
        400,
        decide(
            "{\"actor\":\"somebody\",\"action\":\"confirmed\",\"candidateId\":\"C-1001\","
                + "\"reason\":\"seen\"}"));
  }

  @Test
  void aReasonIsWanted() {
    assertRefused(
        ReasonCode.SCHEMA, 422, decide("{\"action\":\"confirmed\",\"candidateId\":\"C-1001\"}"));
  }

  @Test
  void aBandIsOneOfTheProfiles() {
    assertRefused(
        ReasonCode.RANGE,
        422,
        decide(
            "{\"action\":\"overridden\",\"candidateId\":\"C-1001\",\"reason\":\"r\","
                + "\"band\":\"rich\"}"));
  }

  /** Who decides on a prediction that another has replaced has not seen what counts. */
  @Test
  void anEarlierPredictionIsNotDecidedOn() {
    assertRefused(
        ReasonCode.RANGE,
        422,
        decide(
            "{\"action\":\"confirmed\",\"candidateId\":\"C-1001\",\"reason\":\"r\","
                + "\"predictionId\":\""
                + "0".repeat(64)
                + "\"}"));
  }

  @Test
  void aCandidateWithoutPredictionCannotBeDecidedOn() {
    assertEquals(
        new Result.Unknown("C-2"),
        decide("{\"action\":\"confirmed\",\"candidateId\":\"C-2\",\"reason\":\"r\"}"));
  }

  @Test
  void aModelIsNotStoppedAtTheDoorForDecisions() {
    assertRefused(
        ReasonCode.RANGE,
        422,
        decide("{\"action\":\"halted\",\"model\":\"probity-acs-salary\",\"reason\":\"r\"}"));
  }

  @Test
  void whatIsNoObjectIsRefused() {
    for (String body : List.of("", " ", "[]", "null", "{", "{\"action\"")) {
      assertRefused(ReasonCode.SCHEMA, 400, decide(body));
    }
    assertRefused(ReasonCode.SCHEMA, 422, decide("{}"));
    assertRefused(ReasonCode.SCHEMA, 422, decide(" { } "));
  }

  @Test
  void anOrderIsAboutTheUsualModelUnlessItNamesAnother() {
    // When
    OversightDecision usual = decided(order("{\"reason\":\"drift\"}", Order.HALTED));
    OversightDecision other =
        decided(order("{\"reason\":\"drift\",\"model\":\"other\"}", Order.RESUMED));
    // Then
    assertEquals("model:probity-acs-salary", usual.key());
    assertEquals(OversightAction.HALTED, usual.action());
    assertEquals("model:other", other.key());
    assertEquals(OversightAction.RESUMED, other.action());
  }

  @Test
  void anOrderWantsAReason() {
    assertRefused(ReasonCode.SCHEMA, 422, order("{}", Order.HALTED));
    assertRefused(
        ReasonCode.DUPLICATE_KEY, 400, order("{\"reason\":\"a\",\"reason\":\"b\"}", Order.HALTED));
  }

  private Result decide(String body) {
    return intake.decision(body.getBytes(UTF_8), "recruiter-1", NOW);
  }

  private Result order(String body, Order order) {
    return intake.order(body.getBytes(UTF_8), order, "operator-1", NOW);
  }

  private static OversightDecision decided(Result result) {
    return assertInstanceOf(Result.Decided.class, result).decision();
  }

  private static void assertRefused(ReasonCode code, int status, Result result) {
    IntakeResult.Refused refusal = assertInstanceOf(Result.Refused.class, result).refusal();
    assertEquals(code, refusal.code(), refusal.reason());
    assertEquals(status, refusal.status(), refusal.reason());
  }
}
