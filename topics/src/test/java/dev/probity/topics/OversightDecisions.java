// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import java.util.random.RandomGenerator;

/** Decisions of people for tests. */
public final class OversightDecisions {

  private OversightDecisions() {}

  /** A recruiter overrides the example prediction. */
  public static OversightDecision example() {
    return new OversightDecision(
        OversightAction.OVERRIDDEN,
        "recruiter-7",
        "certificate was not in the record",
        Candidates.TIME,
        "C-1001",
        Predictions.example().id(),
        "0-45000",
        42.5,
        null,
        null,
        null,
        null);
  }

  /** An operator stops a model. */
  public static OversightDecision halted(String model) {
    return onModel(OversightAction.HALTED, model);
  }

  /** An operator lets a model go on. */
  public static OversightDecision resumed(String model) {
    return onModel(OversightAction.RESUMED, model);
  }

  private static OversightDecision onModel(OversightAction action, String model) {
    return new OversightDecision(
        action,
        "operator-1",
        "drift is looked into",
        Candidates.TIME,
        null,
        null,
        null,
        null,
        model,
        null,
        null,
        null);
  }

  /** A seeded decision. */
  public static OversightDecision random(RandomGenerator random) {
    Draws draws = new Draws(random);
    OversightAction action = draws.member(OversightAction.class);
    boolean onModel = action == OversightAction.HALTED || action == OversightAction.RESUMED;
    boolean silenced = action == OversightAction.SILENCED;
    boolean onAlert = silenced || action == OversightAction.ACKNOWLEDGED;
    boolean onCandidate = !onModel && !onAlert;
    return new OversightDecision(
        action,
        draws.text(),
        draws.text() + "\n" + draws.text(),
        draws.instant(),
        onCandidate ? draws.text() : null,
        onCandidate ? draws.orNull(draws::digest) : null,
        action == OversightAction.OVERRIDDEN ? draws.orNull(draws::word) : null,
        draws.orNull(() -> Math.abs(draws.number())),
        onModel ? draws.text() : null,
        onAlert ? draws.digest() : null,
        silenced ? draws.instant() : null,
        action == OversightAction.CONTESTED ? draws.orNull(draws::instant) : null);
  }
}
