// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.entry.Commitments;
import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.entry.RawRecord;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.vault.Subjects;
import dev.probity.topics.Candidates;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Explanations;
import dev.probity.topics.Ids;
import dev.probity.topics.Outcomes;
import dev.probity.topics.Predictions;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Records as the processors would write them, with real headers and values. */
public final class Stream {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<Source, Long> nextOffsets = new HashMap<>();
  private final List<RawRecord> records = new ArrayList<>();

  /** Everything written so far, in order. */
  public List<RawRecord> records() {
    return records;
  }

  private SourcePosition add(
      Topic<?, ?> topic,
      int partition,
      byte @Nullable [] key,
      Headers headers,
      byte @Nullable [] value) {
    Source source = new Source(topic.name(), partition);
    long offset = nextOffsets.merge(source, 1L, Long::sum) - 1;
    long time = Candidates.TIME.toEpochMilli() + offset;
    records.add(
        new RawRecord(source, offset, time, TimestampType.CREATE_TIME, key, headers, value));
    return new SourcePosition(topic.name(), partition, offset);
  }

  private <V> SourcePosition text(
      Topic<String, V> topic, int partition, String key, Headers headers, V value) {
    byte[] bytes = topic.codec().encode(value);
    return add(topic, partition, topic.keyCodec().encode(key), headers, bytes);
  }

  public SourcePosition candidate(Candidate candidate, int partition) {
    Headers headers =
        EventHeaders.candidate(
            candidate, "e-" + candidate.id(), "/hr", Candidates.TIME, Trace.NONE);
    return text(Topics.CANDIDATES, partition, candidate.id(), headers, candidate);
  }

  public Prediction prediction(String candidateId, SourcePosition source) {
    Prediction prediction = Predictions.at(source, candidateId);
    predicted(prediction);
    return prediction;
  }

  public void predicted(Prediction prediction) {
    Headers headers = EventHeaders.prediction(prediction, Candidates.TIME, Trace.NONE);
    text(
        Topics.PREDICTIONS,
        prediction.source().partition(),
        prediction.candidateId(),
        headers,
        prediction);
  }

  public void explanation(Prediction prediction) {
    Explanation form = Explanations.example();
    String digest = Explanations.EXPLAINER_DIGEST;
    Explanation explanation =
        new Explanation(
            Ids.explanation(prediction.id(), digest),
            prediction.id(),
            prediction.candidateId(),
            prediction.profile(),
            prediction.model(),
            prediction.modelVersion(),
            prediction.modelDigest(),
            digest,
            prediction.source(),
            prediction.eventTime(),
            form.method(),
            form.coverUnit(),
            form.baseValue(),
            form.contributions(),
            form.margin(),
            form.rawProbability(),
            form.probability(),
            form.residual(),
            form.reasonCodes());
    Headers headers = EventHeaders.explanation(explanation, Candidates.TIME, Trace.NONE);
    text(
        Topics.EXPLANATIONS,
        prediction.source().partition(),
        prediction.candidateId(),
        headers,
        explanation);
  }

  public void outcome(String candidateId, int partition) {
    Outcome outcome = Outcomes.of(candidateId, 52_000);
    Headers headers =
        EventHeaders.outcome(outcome, "o-" + candidateId, "/hr", Candidates.TIME, Trace.NONE);
    text(Topics.OUTCOMES, partition, candidateId, headers, outcome);
  }

  public void reject(Reject reject) {
    Bytes key = reject.key();
    Bytes value = reject.value();
    add(
        Topics.REJECTS,
        0,
        key == null ? null : key.toArray(),
        DeadLetter.headers(reject),
        value == null ? null : value.toArray());
  }

  public <V> void other(Topic<String, V> topic, String key, Headers headers, V value) {
    text(topic, 0, key, headers, value);
  }

  public void raw(
      Topic<?, ?> topic, byte @Nullable [] key, Headers headers, byte @Nullable [] value) {
    add(topic, 0, key, headers, value);
  }

  /** A candidate that goes all the way. */
  public Prediction decided(String candidateId, int partition) {
    SourcePosition at = candidate(Candidates.withId(candidateId), partition);
    Prediction prediction = prediction(candidateId, at);
    explanation(prediction);
    outcome(candidateId, partition);
    return prediction;
  }

  /** All records made ready for the ledger, without salt that matters. */
  public List<Prepared> prepared() {
    Commitments commitments = new Commitments();
    byte[] salt = new byte[Commitments.SALT_BYTES];
    return records.stream().map(raw -> Prepared.of(raw, salt, 0, commitments)).toList();
  }

  /** The same with whose they are and salts that matter, from the record {@code from} on. */
  public List<Prepared> prepared(Subjects subjects, int from) {
    Commitments commitments = new Commitments();
    List<Prepared> prepared = new ArrayList<>();
    for (RawRecord raw : records.subList(from, records.size())) {
      byte[] salt = new byte[Commitments.SALT_BYTES];
      RANDOM.nextBytes(salt);
      prepared.add(Prepared.of(raw, subjects.reference(raw), salt, 0, commitments));
    }
    return prepared;
  }

  public static Instant time() {
    return Candidates.TIME;
  }
}
