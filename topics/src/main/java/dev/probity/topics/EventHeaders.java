// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.Candidate;
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
import dev.probity.topics.value.Check;
import dev.probity.topics.value.Rfc3339;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The headers of our records: CloudEvents 1.0 in binary mode ({@code ce_*}) and, written beside
 * them by the same method, the plain {@code probity-*} headers the ledger reads without parsing
 * values. Everything but {@code ce_time} and {@code traceparent} is the same when a record is
 * produced again.
 */
public final class EventHeaders {

  /** The version of CloudEvents. */
  public static final String SPECVERSION = "ce_specversion";

  /** The id of the event; with the source it names the event. */
  public static final String ID = "ce_id";

  /** Who says so; never an instance or a host. */
  public static final String SOURCE = "ce_source";

  /** The type of the event. */
  public static final String TYPE = "ce_type";

  /** When it happened. */
  public static final String TIME = "ce_time";

  /** The pseudonym of the candidate. */
  public static final String SUBJECT = "ce_subject";

  /** The schema of the value. */
  public static final String DATASCHEMA = "ce_dataschema";

  /** The media type of the value. */
  public static final String CONTENT_TYPE = "content-type";

  /** The trace context of the first hop. */
  public static final String FIRST_TRACEPARENT = "ce_traceparent";

  /** The trace context of this hop. */
  public static final String TRACEPARENT = "traceparent";

  /** Vendor data of the trace context. */
  public static final String TRACESTATE = "tracestate";

  /** The ledger's event type by name. */
  public static final String EVENT_TYPE = "probity-event-type";

  /** The number of the schema, four hexadecimal digits. */
  public static final String SCHEMA_ID = "probity-schema-id";

  /** The prediction the record is about. */
  public static final String PREDICTION_ID = "probity-prediction-id";

  /** The release the record is about. */
  public static final String MODEL_DIGEST = "probity-model-digest";

  /** The person the record is about. */
  public static final String PROBITY_SUBJECT = "probity-subject";

  /** Whether a candidate is to be decided on or history. */
  public static final String PURPOSE = "probity-purpose";

  /**
   * On records about serving: by partition of the oversight topic the first offset that is not
   * acknowledged, for example {@code 0:13,1:5}.
   */
  public static final String ORDER_POSITIONS = "probity-order-positions";

  /**
   * On a candidate: the digest of the release that is to score it instead of the one that scores at
   * its position, 64 lower-case hexadecimal digits.
   */
  public static final String REQUESTED_RELEASE = "probity-requested-release";

  /** The version of CloudEvents that is spoken here. */
  public static final String VERSION = "1.0";

  static final String JSON = "application/json";

  /** Withdrawals share the candidates topic but have a schema of their own. */
  static final String WITHDRAWAL_SCHEMA = "withdrawal";

  private static final int WITHDRAWAL_SCHEMA_ID = 13;

  static final String SCHEMA_URN = "urn:probity:schema:";

  private static final Header VERSION_HEADER = header(SPECVERSION, VERSION);
  private static final Header JSON_HEADER = header(CONTENT_TYPE, JSON);

  /** What is the same on every record of a kind, by the schema's name or the type of event. */
  private static final Map<String, List<Header>> CONSTANT = new ConcurrentHashMap<>();

  private final RecordHeaders headers = new RecordHeaders();

  private EventHeaders() {}

  /**
   * Headers of a candidate.
   *
   * @param candidate the record
   * @param id the sender's id of the event
   * @param source the sender, a URI
   * @param time when the event happened
   * @param trace the trace context
   */
  public static Headers candidate(
      Candidate candidate, String id, String source, Instant time, Trace trace) {
    return start(Topics.CANDIDATES, id, source, time, trace)
        .type(
            EventKinds.type(EventType.CANDIDATE_RECEIVED),
            EventKinds.eventType(candidate.purpose()))
        .subject(candidate.id())
        .add("ce_profile", candidate.profile())
        .add(PURPOSE, candidate.purpose().code())
        .headers;
  }

  /** Headers of a withdrawal; parameters as for a candidate. */
  public static Headers withdrawal(
      Withdrawal withdrawal, String id, String source, Instant time, Trace trace) {
    return start(Topics.CANDIDATES, id, source, time, trace)
        .schema(WITHDRAWAL_SCHEMA, WITHDRAWAL_SCHEMA_ID)
        .type(EventType.CANDIDATE_WITHDRAWN)
        .subject(withdrawal.id())
        .headers;
  }

  /** Headers of a prediction, whose id is the event's. */
  public static Headers prediction(Prediction prediction, Instant time, Trace trace) {
    return start(Topics.PREDICTIONS, prediction.id(), "/probity/scorer", time, trace)
        .type(EventType.PREDICTION_SCORED)
        .subject(prediction.candidateId())
        .add("ce_profile", prediction.profile())
        .add("ce_modelversion", prediction.modelVersion())
        .model(prediction.modelDigest())
        .add(PREDICTION_ID, prediction.id())
        .headers;
  }

  /** Headers of an explanation, whose id is the event's. */
  public static Headers explanation(Explanation explanation, Instant time, Trace trace) {
    return start(Topics.EXPLANATIONS, explanation.id(), "/probity/explainer", time, trace)
        .type(EventType.EXPLANATION_COMPUTED)
        .subject(explanation.candidateId())
        .add("ce_profile", explanation.profile())
        .add("ce_modelversion", explanation.modelVersion())
        .model(explanation.modelDigest())
        .add(PREDICTION_ID, explanation.predictionId())
        .headers;
  }

  /** Headers of an outcome; parameters as for a candidate. */
  public static Headers outcome(
      Outcome outcome, String id, String source, Instant time, Trace trace) {
    return start(Topics.OUTCOMES, id, source, time, trace)
        .type(EventType.OUTCOME_OBSERVED)
        .subject(outcome.candidateId())
        .add(PREDICTION_ID, outcome.predictionId())
        .headers;
  }

  /** Headers of a person's decision; parameters as for a candidate. */
  public static Headers oversight(
      OversightDecision decision, String id, String source, Instant time, Trace trace) {
    EventHeaders event =
        start(Topics.OVERSIGHT, id, source, time, trace)
            .type(EventKinds.eventType(decision.action()));
    String candidateId = decision.candidateId();
    if (candidateId != null) {
      event.subject(candidateId);
    }
    return event.add(PREDICTION_ID, decision.predictionId()).headers;
  }

  /** Headers of a signal. */
  public static Headers signal(Signal signal, Instant time) {
    String id = Ids.signal(signal.series(), signal.window());
    return start(Topics.SIGNALS, id, "/probity/drift-monitor", time, Trace.NONE)
        .type(EventKinds.signal(signal.series().family()), EventType.SIGNAL_RECORDED)
        .model(signal.series().modelDigest())
        .headers;
  }

  /** Headers of an alert; each change of state is an event of its own. */
  public static Headers alert(Alert alert, Instant time) {
    return alertBy("drift-monitor", alert, time).model(alert.series().modelDigest()).headers;
  }

  /** Headers of an alert that a module raises about itself and not about a model. */
  public static Headers processAlert(Alert alert, String module, Instant time) {
    return alertBy(module, alert, time).headers;
  }

  private static EventHeaders alertBy(String module, Alert alert, Instant time) {
    String state = alert.alertId() + "/" + alert.state().code() + "/" + alert.lastWindow();
    // What a person did about it is told without a change of state.
    String id =
        alert.acknowledgedBy() == null ? state : state + "/" + Rfc3339.format(alert.changedAt());
    return start(Topics.ALERTS, id, source(module), time, Trace.NONE)
        .type(EventKinds.alert(alert.series().family()));
  }

  /**
   * Headers of a step of a retraining request.
   *
   * @param retraining the record
   * @param module the module that made the step
   * @param time when
   */
  public static Headers retraining(Retraining retraining, String module, Instant time) {
    String id = Ids.sha256(Topics.RETRAINING.codec().encode(retraining));
    EventHeaders event =
        start(Topics.RETRAINING, id, source(module), time, Trace.NONE)
            .type(EventKinds.retraining(retraining.state()), EventType.RETRAINING_EVENT)
            .add("ce_datacommit", retraining.dataCommit());
    String digest = retraining.modelDigest();
    return digest == null ? event.headers : event.model(digest).headers;
  }

  /** Headers of what happened to a release; parameters as for a retraining request. */
  public static Headers release(ModelRelease release, String module, Instant time) {
    String id = Ids.sha256(Topics.MODELS.codec().encode(release));
    return start(Topics.MODELS, id, source(module), time, Trace.NONE)
        .type(EventKinds.release(release.event()), EventKinds.eventType(release.event()))
        .add("ce_profile", release.profile())
        .add("ce_modelversion", release.version())
        .model(release.digest())
        .add("ce_datacommit", release.lineage() == null ? null : release.lineage().dataCommit())
        .headers;
  }

  /** Headers of an audit entry; an event that has a topic of its own does not belong here. */
  public static Headers audit(AuditEntry entry) {
    Check.that(EventKinds.onAuditTopic(entry.event()), "event", "one without a topic of its own");
    String id = Ids.sha256(Topics.AUDIT.codec().encode(entry));
    EventHeaders event =
        start(Topics.AUDIT, id, source(entry.module()), entry.at(), Trace.NONE).type(entry.event());
    String subject = entry.subject();
    if (subject != null) {
      event.subject(subject);
    }
    String digest = entry.modelDigest();
    return digest == null ? event.headers : event.model(digest).headers;
  }

  /** Headers of a checkpoint, whose value is text. */
  public static Headers checkpoint(Checkpoint checkpoint, Instant time) {
    String id = checkpoint.origin() + "/" + checkpoint.size();
    EventHeaders event = start(Topics.CHECKPOINTS, id, "/probity/audit-sink", time, Trace.NONE);
    event.headers.remove(CONTENT_TYPE);
    return event
        .add(TYPE, EventKinds.types(Topics.CHECKPOINTS).get(0))
        .add(CONTENT_TYPE, "text/plain; charset=utf-8")
        .headers;
  }

  /** The CloudEvents part of a dead letter; {@link DeadLetter} adds the rest. */
  static Headers reject(Reject reject, String id, @Nullable String subject) {
    EventHeaders event =
        start(Topics.REJECTS, id, source(reject.service()), reject.firstFailedAt(), Trace.NONE)
            .type(EventType.RECORD_REJECTED);
    event.headers.remove(CONTENT_TYPE);
    return subject == null ? event.headers : event.subject(subject).headers;
  }

  /** The source of what a module says. */
  public static String source(String module) {
    return "/probity/" + Check.text(module, "module");
  }

  /** The schema of a topic's values. */
  public static String dataschema(Topic<?, ?> topic) {
    return urn(topic.record());
  }

  /** The schema of the values of one type of event on a topic. */
  static String dataschema(Topic<?, ?> topic, String ceType) {
    return EventKinds.eventType(ceType, null) == EventType.CANDIDATE_WITHDRAWN
        ? urn(WITHDRAWAL_SCHEMA)
        : dataschema(topic);
  }

  private static String urn(String record) {
    return SCHEMA_URN + record + ":v1";
  }

  private static EventHeaders start(
      Topic<?, ?> topic, String id, String source, Instant time, Trace trace) {
    EventHeaders event = new EventHeaders();
    event.headers.add(VERSION_HEADER);
    event.add(ID, Check.text(id, "id")).add(SOURCE, Check.text(source, "source"));
    event.add(TIME, Rfc3339.format(time));
    event.headers.add(JSON_HEADER);
    return event
        .schema(topic.record(), topic.schemaId())
        .add(TRACEPARENT, trace.parent())
        .add(TRACESTATE, trace.state())
        .add(FIRST_TRACEPARENT, trace.first());
  }

  private EventHeaders schema(String record, int schemaId) {
    headers.remove(DATASCHEMA).remove(SCHEMA_ID);
    return addAll(
        CONSTANT.computeIfAbsent(
            record,
            name ->
                List.of(
                    header(DATASCHEMA, urn(name)),
                    header(SCHEMA_ID, HexFormat.of().toHexDigits((short) schemaId)))));
  }

  private EventHeaders type(EventType type) {
    return type(EventKinds.type(type), type);
  }

  private EventHeaders type(String ceType, EventType type) {
    return addAll(
        CONSTANT.computeIfAbsent(
            ceType + "|" + type.code(),
            both -> List.of(header(TYPE, ceType), header(EVENT_TYPE, type.code()))));
  }

  private EventHeaders subject(String subject) {
    return add(SUBJECT, subject).add(PROBITY_SUBJECT, subject);
  }

  private EventHeaders model(String digest) {
    return add("ce_modeldigest", digest).add(MODEL_DIGEST, digest);
  }

  private EventHeaders addAll(List<Header> constant) {
    constant.forEach(headers::add);
    return this;
  }

  /** A header that many records may share: nobody writes to its bytes. */
  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }

  private EventHeaders add(String name, @Nullable String value) {
    if (value != null) {
      headers.add(name, value.getBytes(UTF_8));
    }
    return this;
  }
}
