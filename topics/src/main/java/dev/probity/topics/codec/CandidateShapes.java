// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import static dev.probity.topics.codec.JsonTypes.ATTRIBUTES;
import static dev.probity.topics.codec.JsonTypes.INSTANT;
import static dev.probity.topics.codec.JsonTypes.NUMBER;
import static dev.probity.topics.codec.JsonTypes.PROTECTED;
import static dev.probity.topics.codec.JsonTypes.TEXT;
import static dev.probity.topics.codec.JsonTypes.coded;

import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.Withdrawal;

/** The shapes of what HR systems send: candidates, withdrawals, outcomes, oversight. */
final class CandidateShapes {

  static final Shape<Provenance> PROVENANCE =
      new Shape.Builder<Provenance>()
          .nullable("group", TEXT, Provenance::group)
          .nullable("requisition", TEXT, Provenance::requisition)
          .nullable("tenant", TEXT, Provenance::tenant)
          .strict(v -> new Provenance(v.nextOrNull(), v.nextOrNull(), v.nextOrNull()));

  static final Shape<Withdrawal> WITHDRAWAL =
      new Shape.Builder<Withdrawal>()
          .field("id", TEXT, Withdrawal::id)
          .field("reason", TEXT, Withdrawal::reason)
          .strict(v -> new Withdrawal(v.next(), v.next()));

  static final Shape<Outcome> OUTCOME =
      new Shape.Builder<Outcome>()
          .field("candidateId", TEXT, Outcome::candidateId)
          .nullable("predictionId", TEXT, Outcome::predictionId)
          .field("observed", ATTRIBUTES, Outcome::observed)
          .field("observedAt", INSTANT, Outcome::observedAt)
          .strict(v -> new Outcome(v.next(), v.nextOrNull(), v.next(), v.next()));

  static final Shape<OversightDecision> OVERSIGHT_DECISION =
      new Shape.Builder<OversightDecision>()
          .field("action", coded(OversightAction.class), OversightDecision::action)
          .field("actor", TEXT, OversightDecision::actor)
          .field("reason", TEXT, OversightDecision::reason)
          .field("decidedAt", INSTANT, OversightDecision::decidedAt)
          .nullable("candidateId", TEXT, OversightDecision::candidateId)
          .nullable("predictionId", TEXT, OversightDecision::predictionId)
          .nullable("band", TEXT, OversightDecision::band)
          .nullable("reviewSeconds", NUMBER, OversightDecision::reviewSeconds)
          .nullable("model", TEXT, OversightDecision::model)
          .nullable("alertId", TEXT, OversightDecision::alertId)
          .nullable("silencedUntil", INSTANT, OversightDecision::silencedUntil)
          .optional("dueAt", INSTANT, OversightDecision::dueAt)
          .strict(
              v ->
                  new OversightDecision(
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull()));

  static final Shape<Candidate> CANDIDATE =
      candidate(new Shape.Builder<Candidate>().field("id", TEXT, Candidate::id));

  private CandidateShapes() {}

  /** A candidate whose sender may leave out the id; it then gets the one given. */
  static Shape<Candidate> candidateOr(String defaultId) {
    return candidate(
        new Shape.Builder<Candidate>().defaulted("id", TEXT, Candidate::id, defaultId));
  }

  private static Shape<Candidate> candidate(Shape.Builder<Candidate> withId) {
    return withId
        .defaulted("purpose", coded(Purpose.class), Candidate::purpose, Purpose.DECISION)
        .field("profile", TEXT, Candidate::profile)
        .field("attributes", ATTRIBUTES, Candidate::attributes)
        .defaulted("protected", PROTECTED, Candidate::protectedAttributes, Protected.NONE)
        .defaulted("provenance", PROVENANCE, Candidate::provenance, Provenance.UNKNOWN)
        .strict(v -> new Candidate(v.next(), v.next(), v.next(), v.next(), v.next(), v.next()));
  }
}
