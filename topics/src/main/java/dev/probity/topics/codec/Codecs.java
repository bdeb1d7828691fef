// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.CandidateEvent;
import dev.probity.topics.record.Checkpoint;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.Withdrawal;
import dev.probity.topics.value.Bytes;
import dev.probity.topics.value.Check;
import org.jspecify.annotations.Nullable;

/** One codec per record, plus those of keys and of bytes that are left alone. */
public final class Codecs {

  /** Candidates, as HR systems send them. */
  public static final JsonCodec<Candidate> CANDIDATE = new JsonCodec<>(CandidateShapes.CANDIDATE);

  /** Withdrawals, the other event on the candidates topic. */
  public static final JsonCodec<Withdrawal> WITHDRAWAL =
      new JsonCodec<>(CandidateShapes.WITHDRAWAL);

  /** Outcomes. */
  public static final JsonCodec<Outcome> OUTCOME = new JsonCodec<>(CandidateShapes.OUTCOME);

  /** Decisions of people. */
  public static final JsonCodec<OversightDecision> OVERSIGHT =
      new JsonCodec<>(CandidateShapes.OVERSIGHT_DECISION);

  /** Predictions. */
  public static final JsonCodec<Prediction> PREDICTION = new JsonCodec<>(DecisionShapes.PREDICTION);

  /** Explanations. */
  public static final JsonCodec<Explanation> EXPLANATION =
      new JsonCodec<>(DecisionShapes.EXPLANATION);

  /** Monitoring signals. */
  public static final JsonCodec<Signal> SIGNAL = new JsonCodec<>(MonitoringShapes.SIGNAL);

  /** Alerts. */
  public static final JsonCodec<Alert> ALERT = new JsonCodec<>(MonitoringShapes.ALERT);

  /** Retraining requests. */
  public static final JsonCodec<Retraining> RETRAINING =
      new JsonCodec<>(MonitoringShapes.RETRAINING);

  /** Model releases. */
  public static final JsonCodec<ModelRelease> MODEL_RELEASE =
      new JsonCodec<>(ReleaseShapes.MODEL_RELEASE);

  /** Audit entries. */
  public static final JsonCodec<AuditEntry> AUDIT_ENTRY = new JsonCodec<>(LedgerShapes.AUDIT_ENTRY);

  /** Dead letters as tools show them, bytes in base64; on the topic they are bytes and headers. */
  public static final JsonCodec<Reject> REJECT_VIEW =
      new JsonCodec<>(LedgerShapes.REJECT, Limits.VIEW);

  /** Checkpoints: the signed note itself. */
  public static final RecordCodec<Checkpoint> CHECKPOINT = new CheckpointCodec();

  /** Keys that are texts. */
  public static final RecordCodec<String> TEXT_KEY = new TextKeyCodec();

  /** Keys and values that stay the bytes they are. */
  public static final RecordCodec<Bytes> RAW = new RawCodec();

  private Codecs() {}

  /** Candidates whose sender may leave out the id; it then gets the one given. */
  public static JsonCodec<Candidate> candidateOr(String defaultId) {
    return new JsonCodec<>(CandidateShapes.candidateOr(Check.text(defaultId, "defaultId")));
  }

  /** Reads a value of the candidates topic by the type of its event. */
  public static Decoded<CandidateEvent> candidateEvent(EventType type, byte @Nullable [] value) {
    return type == EventType.CANDIDATE_WITHDRAWN
        ? widened(WITHDRAWAL.decode(value))
        : widened(CANDIDATE.decode(value));
  }

  private static <E extends CandidateEvent> Decoded<CandidateEvent> widened(Decoded<E> decoded) {
    return switch (decoded) {
      case Decoded.Valid<E> valid -> new Decoded.Valid<>(valid.value());
      case Decoded.Invalid<E> invalid -> invalid.as();
    };
  }
}
