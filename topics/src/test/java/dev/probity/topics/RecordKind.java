// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.RecordCodec;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Checkpoint;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.Withdrawal;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * One kind of record with all that tests want to do to every kind alike.
 *
 * @param name the name of the record and of its schema
 * @param type the class of the record
 * @param codec its bytes; for dead letters those that tools show
 * @param example the named example
 * @param random seeded draws
 * @param <T> the type of the record
 */
public record RecordKind<T>(
    String name,
    Class<T> type,
    RecordCodec<T> codec,
    T example,
    Function<RandomGenerator, T> random) {

  /** Every kind, in the order of the topics; withdrawals come last. */
  public static List<RecordKind<?>> all() {
    return List.of(
        kind(
            "candidate",
            Candidate.class,
            Codecs.CANDIDATE,
            Candidates.example(),
            Candidates::random),
        kind(
            "prediction",
            Prediction.class,
            Codecs.PREDICTION,
            Predictions.example(),
            Predictions::random),
        kind(
            "explanation",
            Explanation.class,
            Codecs.EXPLANATION,
            Explanations.example(),
            Explanations::random),
        kind("outcome", Outcome.class, Codecs.OUTCOME, Outcomes.example(), Outcomes::random),
        kind(
            "oversight-decision",
            OversightDecision.class,
            Codecs.OVERSIGHT,
            OversightDecisions.example(),
            OversightDecisions::random),
        kind("signal", Signal.class, Codecs.SIGNAL, Signals.example(), Signals::random),
        kind("alert", Alert.class, Codecs.ALERT, Alerts.example(), Alerts::random),
        kind(
            "retraining",
            Retraining.class,
            Codecs.RETRAINING,
            Retrainings.example(),
            Retrainings::random),
        kind(
            "model-release",
            ModelRelease.class,
            Codecs.MODEL_RELEASE,
            ModelReleases.example(),
            ModelReleases::random),
        kind("reject", Reject.class, Codecs.REJECT_VIEW, Rejects.example(), Rejects::random),
        kind(
            "audit-entry",
            AuditEntry.class,
            Codecs.AUDIT_ENTRY,
            AuditEntries.example(),
            AuditEntries::random),
        kind(
            "checkpoint",
            Checkpoint.class,
            Codecs.CHECKPOINT,
            Checkpoints.example(),
            Checkpoints::random),
        kind(
            "withdrawal",
            Withdrawal.class,
            Codecs.WITHDRAWAL,
            Candidates.withdrawal(),
            RecordKind::withdrawal));
  }

  private static <T> RecordKind<T> kind(
      String name,
      Class<T> type,
      RecordCodec<T> codec,
      T example,
      Function<RandomGenerator, T> random) {
    return new RecordKind<>(name, type, codec, example, random);
  }

  private static Withdrawal withdrawal(RandomGenerator random) {
    Draws draws = new Draws(random);
    return new Withdrawal(draws.text(), draws.text());
  }

  /** The bytes of the example. */
  public byte[] encodedExample() {
    return codec.encode(example);
  }

  /** Whether values are JSON; checkpoints are signed notes. */
  public boolean json() {
    return type != Checkpoint.class;
  }

  /** The file that holds the schema, within the module. */
  public String schemaFile() {
    return "schemas/" + name + ".v1.schema.json";
  }

  @Override
  public String toString() {
    return name;
  }
}
