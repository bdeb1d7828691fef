// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.Candidates;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Ids;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Variant;
import dev.probity.topics.value.Doubles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;

/** The topology under its driver, with real records, codecs and headers going in and out. */
final class TopologyHarness implements AutoCloseable, MonitorListener {
  static final Releases KNOWN;
  private static final List<String> FEATURES =
      List.of("CIT", "COW", "INDP", "OCCP", "HICOV", "WKWN", "WKHP", "AGEP", "SCHL");
  private static final MonitoredRelease RELEASE = Stream.release(3_000, Stream.CHUNK);

  static {
    KNOWN = digest -> digest.equals(Stream.DIGEST) ? RELEASE : null;
  }

  private final TopologyTestDriver driver;
  private final Map<Topic<?, ?>, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
  private final Map<Topic<?, ?>, List<Sent>> sent = new HashMap<>();
  private final Map<Topic<?, ?>, TestOutputTopic<byte[], byte[]>> outputs = new HashMap<>();
  private final Map<Note, Integer> notes = new EnumMap<>(Note.class);
  private final List<Signal> signals = new ArrayList<>();
  private final List<Alert> alerts = new ArrayList<>();
  private int waiting;
  private int candidates;
  private Instant time = Stream.START;

  TopologyHarness(Path folder, Releases releases) {
    this(folder, releases, EventTimeSettings.none());
  }

  TopologyHarness(Path folder, Releases releases, EventTimeSettings events) {
    this(folder, releases, new MonitorSettings(Stream.CHUNK, 20, Stream.PROFILE.alarms(), events));
  }

  TopologyHarness(Path folder, Releases releases, MonitorSettings settings) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "probity-drift-monitor");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    TopologyParts parts =
        new TopologyParts(
            TopicNames.PLAIN,
            Stream.PROFILE,
            FairnessAccess.forPurpose("test"),
            releases,
            this,
            settings,
            new WaitingBounds(50, 3, Duration.ofMinutes(5), 1_000),
            "test");
    driver =
        new TopologyTestDriver(
            DriftTopology.of(parts, new StreamsConfig(properties), Stores::inMemoryKeyValueStore),
            properties);
    for (Topic<?, ?> topic :
        List.of(
            Topics.CANDIDATES,
            Topics.PREDICTIONS,
            Topics.EXPLANATIONS,
            Topics.OUTCOMES,
            Topics.MODELS,
            Topics.OVERSIGHT,
            Topics.REJECTS)) {
      inputs.put(
          topic,
          driver.createInputTopic(
              topic.name(), new ByteArraySerializer(), new ByteArraySerializer()));
    }
    for (Topic<?, ?> topic :
        List.of(Topics.SIGNALS, Topics.ALERTS, Topics.RETRAINING, Topics.REJECTS)) {
      outputs.put(
          topic,
          driver.createOutputTopic(
              topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }
  }

  @Override
  public void noted(Note note) {
    notes.merge(note, 1, Integer::sum);
  }

  @Override
  public void signalled(Signal signal) {
    signals.add(signal);
  }

  @Override
  public void alerted(Alert alert) {
    alerts.add(alert);
  }

  @Override
  public void waiting(int partition, int predictions) {
    waiting = predictions;
  }

  int notes(Note note) {
    return notes.getOrDefault(note, 0);
  }

  int waiting() {
    return waiting;
  }

  Instant tick(Duration step) {
    time = time.plus(step);
    return time;
  }

  void wallClock(Duration step) {
    driver.advanceWallClockTime(step);
  }

  <V> void send(Topic<String, V> topic, String key, V value, Headers headers) {
    send(topic, key, topic.codec().encode(value), headers);
  }

  /** A value that went in, at the offset of its place in the list, and the record's time. */
  record Sent(byte[] value, Instant time) {}

  /** What went in on a topic so far. */
  List<Sent> sent(Topic<?, ?> topic) {
    return sent.getOrDefault(topic, List.of());
  }

  void send(Topic<?, ?> topic, String key, byte[] value, Headers headers) {
    sent.computeIfAbsent(topic, of -> new ArrayList<>()).add(new Sent(value, time));
    inputs
        .get(topic)
        .pipeInput(
            new TestRecord<>(Topics.CANDIDATES.keyCodec().encode(key), value, headers, time));
  }

  /** The candidate's record; its position. */
  SourcePosition candidate(Stream.Case one, Purpose purpose) {
    Candidate plain = Candidates.of(one.id(), purpose, 1, 1, 4_971, 4_720, 1, 52, 40, 34, 21);
    Candidate candidate =
        new Candidate(
            one.id(),
            purpose,
            plain.profile(),
            plain.attributes(),
            Protected.of(
                Map.of(
                    "SEX", AttributeValue.of(Integer.parseInt(one.sex())),
                    "RAC1P", AttributeValue.of(Integer.parseInt(one.race())))),
            plain.provenance());
    Headers headers = EventHeaders.candidate(candidate, one.id(), "/test", time, Trace.NONE);
    send(Topics.CANDIDATES, one.id(), candidate, headers);
    return new SourcePosition(Topics.CANDIDATES.name(), 0, candidates++);
  }

  Prediction prediction(Stream.Case one, SourcePosition source) {
    return prediction(one, source, time);
  }

  Prediction prediction(Stream.Case one, SourcePosition source, Instant event) {
    return prediction(one, source, event, List.of());
  }

  /** One whose encoder did not know the codes of some features. */
  Prediction prediction(
      Stream.Case one, SourcePosition source, Instant event, List<String> unseen) {
    return new Prediction(
        Ids.prediction(source, Stream.DIGEST),
        one.id(),
        Stream.PROFILE.name(),
        Stream.PROFILE.name(),
        "1",
        Stream.DIGEST,
        Variant.CHAMPION,
        source,
        event,
        Doubles.of(one.vector()),
        0,
        one.probability(),
        one.probability(),
        .5,
        one.positive(),
        one.positive() ? "0-45000" : "45001+",
        unseen.stream().map(feature -> "unseen:" + feature).toList());
  }

  void predict(Prediction prediction) {
    Headers headers = EventHeaders.prediction(prediction, time, Trace.NONE);
    send(Topics.PREDICTIONS, prediction.candidateId(), prediction, headers);
  }

  /** What moved the score of a prediction. */
  void explain(Prediction prediction, double[] contributions) {
    explain(prediction, FEATURES, contributions);
  }

  void explain(Prediction prediction, List<String> features, double[] contributions) {
    List<Contribution> named = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < contributions.length; i++) {
      named.add(new Contribution(features.get(i), contributions[i]));
      sum += contributions[i];
    }
    Explanation explanation =
        new Explanation(
            Ids.explanation(prediction.id(), "ef".repeat(32)),
            prediction.id(),
            prediction.candidateId(),
            prediction.profile(),
            prediction.model(),
            prediction.modelVersion(),
            prediction.modelDigest(),
            "ef".repeat(32),
            prediction.source(),
            prediction.eventTime(),
            "tree-path-dependent",
            "hessian",
            0,
            named,
            sum,
            1 / (1 + Math.exp(-sum)),
            prediction.probability(),
            0,
            List.of());
    Headers headers = EventHeaders.explanation(explanation, time, Trace.NONE);
    send(Topics.EXPLANATIONS, explanation.candidateId(), explanation, headers);
  }

  /** Candidate and prediction, a second after the last one. */
  Prediction decide(Stream.Case one) {
    tick(Duration.ofSeconds(1));
    Prediction prediction = prediction(one, candidate(one, Purpose.DECISION));
    predict(prediction);
    return prediction;
  }

  void outcome(Stream.Case one) {
    outcome(one.id(), one.label(), time);
  }

  void outcome(String candidateId, boolean positive, Instant observedAt) {
    Outcome outcome =
        new Outcome(
            candidateId,
            null,
            Map.of("WAGP", AttributeValue.of(positive ? 20_000 : 90_000)),
            observedAt);
    Headers headers = EventHeaders.outcome(outcome, candidateId, "/test", time, Trace.NONE);
    send(Topics.OUTCOMES, candidateId, outcome, headers);
  }

  /** A person confirms or overrides. */
  void review(String candidateId, boolean overrides, double seconds) {
    OversightDecision decision =
        new OversightDecision(
            overrides ? OversightAction.OVERRIDDEN : OversightAction.CONFIRMED,
            "recruiter-1",
            "looked at it",
            time,
            candidateId,
            null,
            null,
            seconds,
            null,
            null,
            null,
            null);
    Headers headers = EventHeaders.oversight(decision, candidateId, "/test", time, Trace.NONE);
    send(Topics.OVERSIGHT, candidateId, decision, headers);
  }

  /** A person's word on an alert; silences when a time is given. */
  void order(String alertId, Instant silencedUntil) {
    OversightDecision decision =
        new OversightDecision(
            silencedUntil == null ? OversightAction.ACKNOWLEDGED : OversightAction.SILENCED,
            "operator-1",
            "being looked at",
            time,
            null,
            null,
            null,
            null,
            null,
            alertId,
            silencedUntil,
            null);
    Headers headers = EventHeaders.oversight(decision, alertId, "/test", time, Trace.NONE);
    send(Topics.OVERSIGHT, decision.key(), decision, headers);
  }

  /** Cases whose outcomes follow so many cases later; the rest follows at the end. */
  void run(List<Stream.Case> cases, int delay) {
    for (int i = 0; i < cases.size() + delay; i++) {
      if (i < cases.size()) {
        decide(cases.get(i));
      }
      if (i >= delay) {
        outcome(cases.get(i - delay));
      }
    }
  }

  /** What went out on a topic since the last call, undecoded. */
  List<TestRecord<byte[], byte[]>> records(Topic<?, ?> topic) {
    return outputs.get(topic).readRecordsToList();
  }

  List<Signal> signals() {
    return decoded(Topics.SIGNALS);
  }

  List<Alert> alerts() {
    return decoded(Topics.ALERTS);
  }

  private <V> List<V> decoded(Topic<String, V> topic) {
    List<V> values = new ArrayList<>();
    records(topic).forEach(record -> values.add(decode(topic, record)));
    return values;
  }

  <V> V decode(Topic<String, V> topic, TestRecord<byte[], byte[]> record) {
    return switch (topic.codec().decode(record.value())) {
      case Decoded.Valid<V> valid -> valid.value();
      case Decoded.Invalid<V> invalid -> throw new AssertionError(invalid.describe());
    };
  }

  static Headers none() {
    return new RecordHeaders();
  }

  @Override
  public void close() {
    driver.close();
  }
}
