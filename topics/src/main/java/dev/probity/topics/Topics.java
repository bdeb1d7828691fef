// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.codec.Codecs;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Checkpoint;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.Signal;
import dev.probity.topics.value.Bytes;
import java.time.Duration;
import java.util.List;

/** All topics of the stream: the only place where their names are written. */
public final class Topics {

  /** The largest batch the broker takes, in bytes. */
  private static final int RECORDS = 1024 * 1024;

  /** At least twice the limit of any source, so that a refused record fits with its headers. */
  private static final int REJECTED = 4 * 1024 * 1024;

  /** People to be scored, and past cases to train on. */
  public static final Topic<String, Candidate> CANDIDATES =
      new Topic<>(
          "probity.candidates.v1",
          "People to be scored, and past cases to train on.",
          "candidate",
          1,
          "candidateId",
          Codecs.TEXT_KEY,
          Codecs.CANDIDATE,
          4,
          Cleanup.DELETE,
          Duration.ofDays(30),
          "replay for scoring and training within a month; longer keeping is the ledger's task"
              + " (GDPR Art. 5(1)(e))",
          RECORDS,
          "ingest",
          List.of("hr-system", "ingest", "scorer"),
          List.of("drift-monitor", "ingest", "scorer", "trainer"),
          "per candidate; past cases in bursts",
          PersonalData.PROTECTED,
          SubjectRule.KEY,
          false);

  /** What a release made of a candidate. */
  public static final Topic<String, Prediction> PREDICTIONS =
      new Topic<>(
          "probity.predictions.v1",
          "What a release made of a candidate.",
          "prediction",
          2,
          "candidateId",
          Codecs.TEXT_KEY,
          Codecs.PREDICTION,
          4,
          Cleanup.DELETE,
          Duration.ofDays(30),
          "as candidates: what is explained or monitored again must still be there",
          RECORDS,
          "scorer",
          List.of("scorer"),
          List.of("console", "drift-monitor", "explainer", "hr-system", "ingest"),
          "one per candidate and release in use",
          PersonalData.PSEUDONYMOUS,
          SubjectRule.KEY,
          false);

  /** Why a prediction came out as it did. */
  public static final Topic<String, Explanation> EXPLANATIONS =
      new Topic<>(
          "probity.explanations.v1",
          "Why a prediction came out as it did.",
          "explanation",
          3,
          "candidateId",
          Codecs.TEXT_KEY,
          Codecs.EXPLANATION,
          4,
          Cleanup.DELETE,
          Duration.ofDays(30),
          "as predictions",
          RECORDS,
          "explainer",
          List.of("explainer"),
          List.of("console", "drift-monitor", "ingest", "scorer"),
          "one per prediction",
          PersonalData.PSEUDONYMOUS,
          SubjectRule.KEY,
          false);

  /** The truth, when it becomes known. */
  public static final Topic<String, Outcome> OUTCOMES =
      new Topic<>(
          "probity.outcomes.v1",
          "The truth, when it becomes known.",
          "outcome",
          4,
          "candidateId",
          Codecs.TEXT_KEY,
          Codecs.OUTCOME,
          4,
          Cleanup.DELETE,
          Duration.ofDays(30),
          "as candidates, which they belong to",
          RECORDS,
          "hr-system",
          List.of("hr-system", "ingest"),
          List.of("drift-monitor", "trainer"),
          "at most one per candidate, late",
          PersonalData.PSEUDONYMOUS,
          SubjectRule.KEY,
          false);

  /** What people did. */
  public static final Topic<String, OversightDecision> OVERSIGHT =
      new Topic<>(
          "probity.oversight.v1",
          "What people did.",
          "oversight-decision",
          5,
          "candidateId; model:<name> to stop and resume; alertId for alerts",
          Codecs.TEXT_KEY,
          Codecs.OVERSIGHT,
          4,
          Cleanup.DELETE,
          Duration.ofDays(30),
          "as predictions, which they answer; the ledger keeps them (AI Act Art. 26(6))",
          RECORDS,
          "console",
          List.of("console", "hr-system", "ingest", "person"),
          List.of("drift-monitor", "ingest", "scorer"),
          "when a person acts",
          PersonalData.PSEUDONYMOUS,
          SubjectRule.KEY_OF_CANDIDATE,
          false);

  /** Windowed estimates about a model. */
  public static final Topic<String, Signal> SIGNALS =
      new Topic<>(
          "probity.signals.v1",
          "Windowed estimates about a model.",
          "signal",
          6,
          "modelDigest|metric|column|segment|kind|windowType",
          Codecs.TEXT_KEY,
          Codecs.SIGNAL,
          1,
          Cleanup.DELETE,
          Duration.ofDays(184),
          "six months of monitoring, as logs must be kept (AI Act Art. 26(6))",
          RECORDS,
          "drift-monitor",
          List.of("drift-monitor"),
          List.of("console", "trainer"),
          "per metric and window",
          PersonalData.NONE,
          SubjectRule.NONE,
          true);

  /** Where the alert of a series stands. */
  public static final Topic<String, Alert> ALERTS =
      new Topic<>(
          "probity.alerts.v1",
          "Where the alert of a series stands.",
          "alert",
          7,
          "as signals",
          Codecs.TEXT_KEY,
          Codecs.ALERT,
          1,
          Cleanup.COMPACT,
          null,
          "the last state of each alert is needed at every start",
          RECORDS,
          "drift-monitor",
          List.of("drift-monitor", "explainer", "scorer"),
          List.of("console", "ingest", "trainer"),
          "per change of state of an alert",
          PersonalData.STAFF,
          SubjectRule.NONE,
          true);

  /** Requests to retrain and what came of them. */
  public static final Topic<String, Retraining> RETRAINING =
      new Topic<>(
          "probity.retraining.v1",
          "Requests to retrain and what came of them.",
          "retraining",
          8,
          "model name",
          Codecs.TEXT_KEY,
          Codecs.RETRAINING,
          1,
          Cleanup.DELETE,
          Duration.ofDays(184),
          "six months, as the signals that cause it",
          RECORDS,
          "trainer",
          List.of("drift-monitor", "person", "trainer"),
          List.of("console", "trainer"),
          "rarely",
          PersonalData.STAFF,
          SubjectRule.NONE,
          true);

  /** Releases of models, and whether they serve. */
  public static final Topic<String, ModelRelease> MODELS =
      new Topic<>(
          "probity.models.v1",
          "Releases of models, and whether they serve.",
          "model-release",
          9,
          "<name>|<alias>, without alias <name>|<digest>; <name>|serving",
          Codecs.TEXT_KEY,
          Codecs.MODEL_RELEASE,
          1,
          Cleanup.COMPACT,
          null,
          "the release in use is needed at every start",
          RECORDS,
          "trainer",
          List.of("person", "scorer", "trainer"),
          List.of("console", "drift-monitor", "explainer", "ingest", "scorer"),
          "per release, promotion, stop and resume",
          PersonalData.STAFF,
          SubjectRule.NONE,
          false);

  /** Dead letters: original bytes, the reason in headers. */
  public static final Topic<Bytes, Bytes> REJECTS =
      new Topic<>(
          "probity.rejects.v1",
          "Dead letters: original bytes, the reason in headers.",
          "reject",
          10,
          "original key",
          Codecs.RAW,
          Codecs.RAW,
          1,
          Cleanup.DELETE,
          Duration.ofDays(30),
          "as candidates: time to repair and replay",
          REJECTED,
          "ingest",
          List.of("drift-monitor", "explainer", "ingest", "scorer", "trainer"),
          List.of("drift-monitor", "operator"),
          "per refused record",
          PersonalData.PROTECTED,
          SubjectRule.HEADER,
          true);

  /** Events without a topic of their own. */
  public static final Topic<String, AuditEntry> AUDIT =
      new Topic<>(
          "probity.audit.v1",
          "Events without a topic of their own.",
          "audit-entry",
          11,
          "subject id, else <module>/<instance>",
          Codecs.TEXT_KEY,
          Codecs.AUDIT_ENTRY,
          1,
          Cleanup.DELETE,
          Duration.ofDays(184),
          "six months, as logs must be kept (AI Act Art. 26(6)); the ledger keeps them longer",
          RECORDS,
          "audit-sink",
          List.of(
              "audit-sink",
              "console",
              "drift-monitor",
              "explainer",
              "ingest",
              "person",
              "scorer",
              "trainer"),
          List.of("scorer"),
          "per access, start, stop, switch and error",
          PersonalData.STAFF,
          SubjectRule.HEADER,
          false);

  /** Signed tree heads of the ledger. */
  public static final Topic<String, Checkpoint> CHECKPOINTS =
      new Topic<>(
          "probity.checkpoints.v1",
          "Signed tree heads of the ledger.",
          "checkpoint",
          12,
          "origin",
          Codecs.TEXT_KEY,
          Codecs.CHECKPOINT,
          1,
          Cleanup.DELETE,
          null,
          "they prove that the past was not rewritten",
          RECORDS,
          "audit-sink",
          List.of("audit-sink"),
          List.of("witness"),
          "at most one in 5 seconds while the ledger grows",
          PersonalData.NONE,
          SubjectRule.NONE,
          false);

  private static final List<Topic<?, ?>> ALL =
      List.of(
          CANDIDATES,
          PREDICTIONS,
          EXPLANATIONS,
          OUTCOMES,
          OVERSIGHT,
          SIGNALS,
          ALERTS,
          RETRAINING,
          MODELS,
          REJECTS,
          AUDIT,
          CHECKPOINTS);

  private Topics() {}

  /** Every topic, in the order of the flow. */
  public static List<Topic<?, ?>> all() {
    return ALL;
  }

  /** The topics whose every record becomes a ledger entry: all but the ledger's own checkpoints. */
  public static List<Topic<?, ?>> audited() {
    return ALL.stream().filter(topic -> !topic.equals(CHECKPOINTS)).toList();
  }

  /** The topics HR systems may write to, where records without CloudEvents headers are welcome. */
  public static List<Topic<?, ?>> input() {
    return List.of(CANDIDATES, OUTCOMES, OVERSIGHT);
  }
}
