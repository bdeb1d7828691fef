// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person did: to a prediction, to a model, or to an alert. Exactly one of candidate, model
 * and alert is named, the one the action is about.
 *
 * @param action what was done
 * @param actor who did it, the subject of the token
 * @param reason why, in the person's words
 * @param decidedAt when
 * @param candidateId the candidate, for actions on a prediction
 * @param predictionId the prediction, for actions on a prediction
 * @param band the band the person chose, when overridden
 * @param reviewSeconds how long the person looked, in seconds
 * @param model the model, when halted or resumed
 * @param alertId the alert, when acknowledged or silenced
 * @param silencedUntil until when notifications stay away, when silenced
 * @param dueAt until when a person must have answered, when contested
 */
public record OversightDecision(
    OversightAction action,
    String actor,
    String reason,
    Instant decidedAt,
    @Nullable String candidateId,
    @Nullable String predictionId,
    @Nullable String band,
    @Nullable Double reviewSeconds,
    @Nullable String model,
    @Nullable String alertId,
    @Nullable Instant silencedUntil,
    @Nullable Instant dueAt) {

  /** Checks and copies the components. */
  public OversightDecision {
    Check.present(action, "action");
    Check.text(actor, "actor");
    Check.prose(reason, "reason");
    decidedAt = Check.millis(decidedAt, "decidedAt");
    Check.optionalText(candidateId, "candidateId");
    Check.optionalDigest(predictionId, "predictionId");
    Check.optionalText(band, "band");
    if (reviewSeconds != null) {
      Check.that(
          Double.isFinite(reviewSeconds) && reviewSeconds >= 0, "reviewSeconds", "0 or more");
    }
    Check.optionalText(model, "model");
    Check.optionalDigest(alertId, "alertId");
    silencedUntil = Check.optionalMillis(silencedUntil, "silencedUntil");
    checkSubject(action, candidateId, model, alertId);
    Check.that(
        (action == OversightAction.SILENCED) == (silencedUntil != null),
        "silencedUntil",
        "given for silenced alerts, and only there");
    Check.that(
        band == null || action == OversightAction.OVERRIDDEN, "band", "given for overrides only");
    dueAt = Check.optionalMillis(dueAt, "dueAt");
    Check.that(
        dueAt == null || action == OversightAction.CONTESTED, "dueAt", "given for contests only");
  }

  private static void checkSubject(
      OversightAction action,
      @Nullable String candidateId,
      @Nullable String model,
      @Nullable String alertId) {
    boolean onCandidate = false;
    boolean onModel = false;
    boolean onAlert = false;
    switch (action) {
      case CONFIRMED, OVERRIDDEN, DEFERRED, CONTESTED -> onCandidate = true;
      case HALTED, RESUMED -> onModel = true;
      case ACKNOWLEDGED, SILENCED -> onAlert = true;
    }
    Check.that(onCandidate == (candidateId != null), "candidateId", "given for predictions only");
    Check.that(onModel == (model != null), "model", "given for halts and resumes only");
    Check.that(onAlert == (alertId != null), "alertId", "given for alerts only");
  }

  /** The record key: the candidate's id, {@code model:<name>}, or the alert's id. */
  public String key() {
    if (candidateId != null) {
      return candidateId;
    }
    return model != null ? "model:" + model : Check.present(alertId, "alertId");
  }
}
