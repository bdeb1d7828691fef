// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.codec.HttpStatus;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.Target;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import dev.probity.topics.value.Rfc3339;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a person posts about a decision or a model, as the record it becomes. Who acts and when are
 * said by the door and never by the body.
 */
public final class OversightIntake {
  private final List<Profile> profiles;

  /** The latest a contest may be due, from when it came. */
  private static final Duration LATEST = Duration.ofDays(366);

  private final Function<String, @Nullable Answer> answers;
  private final Duration contestWithin;

  /**
   * An intake.
   *
   * @param profiles the use cases, the first of which is meant when an order names no model
   * @param answers the newest answer to a candidate; null when it is not held
   * @param contestWithin how long after it came a contest is due that names no date
   */
  public OversightIntake(
      List<Profile> profiles, Function<String, @Nullable Answer> answers, Duration contestWithin) {
    this.profiles = List.copyOf(profiles);
    this.answers = answers;
    this.contestWithin = contestWithin;
  }

  /** What came of a body. */
  public sealed interface Result {
    /** It is a decision. */
    record Decided(OversightDecision decision) implements Result {}

    /** It is none. */
    record Refused(IntakeResult.Refused refusal) implements Result {}

    /** It is about a candidate of whom no prediction is held. */
    record Unknown(String candidateId) implements Result {}
  }

  /** What a person may order about a model. */
  public enum Order {
    /** No prediction any more. */
    HALTED,
    /** Predictions again. */
    RESUMED;

    String code() {
      return this == HALTED ? "halted" : "resumed";
    }
  }

  /**
   * A person confirmed, overrode, deferred or contested a decision.
   *
   * @param body the JSON object: {@code action}, {@code candidateId}, {@code reason}, and where
   *     they apply {@code predictionId}, {@code band}, {@code reviewSeconds}, {@code dueAt}
   * @param actor the subject of the caller's token
   * @param now when it came
   */
  public Result decision(byte[] body, String actor, Instant now) {
    return switch (decode(body, who(actor, now))) {
      case Decoded.Invalid<OversightDecision> invalid -> refused(invalid);
      case Decoded.Valid<OversightDecision>(OversightDecision decision) ->
          decision.candidateId() == null
              ? refused(
                  ReasonCode.RANGE,
                  "/action: expected confirmed, overridden, deferred or contested; models are"
                      + " stopped at /oversight/stop and resumed at /oversight/resume")
              : linked(decision, decision.candidateId());
    };
  }

  /**
   * A person stopped or resumed a model.
   *
   * @param body the JSON object: {@code reason}, and {@code model} when it is not the usual one;
   *     one that names the model repeats the field that the door puts in front, and is read without
   *     that
   */
  public Result order(byte[] body, Order order, String actor, Instant now) {
    String says = who(actor, now) + ",\"action\":\"" + order.code() + "\"";
    String usual = says + ",\"model\":" + quoted("probity-" + profiles.getFirst().name());
    Decoded<OversightDecision> decoded = decode(body, usual);
    if (decoded instanceof Decoded.Invalid<OversightDecision> invalid
        && invalid.code() == ReasonCode.DUPLICATE_KEY) {
      decoded = decode(body, says);
    }
    return switch (decoded) {
      case Decoded.Invalid<OversightDecision> invalid -> refused(invalid);
      case Decoded.Valid<OversightDecision>(OversightDecision decision) ->
          new Result.Decided(decision);
    };
  }

  /** A decision names the prediction it is about, the newest one when it does not say. */
  private Result linked(OversightDecision decision, String candidateId) {
    Answer answer = answers.apply(candidateId);
    Prediction prediction = answer == null ? null : answer.predicted();
    if (prediction == null) {
      return new Result.Unknown(candidateId);
    }
    if (decision.predictionId() != null && !decision.predictionId().equals(prediction.id())) {
      return refused(
          ReasonCode.RANGE,
          "/predictionId: expected the newest prediction of the candidate; there is another one"
              + " by now, look at it first");
    }
    String band = decision.band();
    Target target = target(prediction.profile());
    if (band != null
        && target != null
        && !List.of(target.inside(), target.outside()).contains(band)) {
      return refused(
          ReasonCode.RANGE, "/band: expected " + target.inside() + " or " + target.outside());
    }
    Instant now = decision.decidedAt();
    Instant due = decision.dueAt();
    if (due != null && (!due.isAfter(now) || due.isAfter(now.plus(LATEST)))) {
      return refused(ReasonCode.RANGE, "/dueAt: expected a time within the next 366 days");
    }
    boolean undated = due == null && decision.action() == OversightAction.CONTESTED;
    return new Result.Decided(
        new OversightDecision(
            decision.action(),
            decision.actor(),
            decision.reason(),
            decision.decidedAt(),
            candidateId,
            prediction.id(),
            band,
            decision.reviewSeconds(),
            null,
            null,
            null,
            undated ? now.plus(contestWithin) : due));
  }

  private @Nullable Target target(String profile) {
    return profiles.stream()
        .filter(one -> one.name().equals(profile))
        .findFirst()
        .map(Profile::target)
        .orElse(null);
  }

  private static String who(String actor, Instant now) {
    return "\"actor\":" + quoted(actor) + ",\"decidedAt\":" + quoted(Rfc3339.format(now));
  }

  private static String quoted(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }

  /**
   * Reads the body with what the door says put in front. A body that says it too names a field
   * twice, which the strict reader refuses.
   */
  private static Decoded<OversightDecision> decode(byte[] body, String said) {
    return Topics.OVERSIGHT.codec().decode(JsonObjects.inFront(said, body));
  }

  private static Result refused(Decoded.Invalid<OversightDecision> invalid) {
    return new Result.Refused(
        new IntakeResult.Refused(
            invalid.code(), Stage.DECODE, invalid.describe(), HttpStatus.of(invalid)));
  }

  private static Result refused(ReasonCode code, String reason) {
    return new Result.Refused(new IntakeResult.Refused(code, Stage.VALIDATE, reason, 422));
  }
}
