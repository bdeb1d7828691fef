// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.CaptureMapping;
import dev.probity.ingest.Captured;
import dev.probity.ingest.Change;
import dev.probity.ingest.IntakeResult;
import dev.probity.ingest.Outbox;
import dev.probity.ingest.RequestEvent;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.AuditPublisher;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Stage;
import dev.probity.topics.record.Withdrawal;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches of changes to the broker. The position moves on only after the broker has every
 * record of the batch; else the engine ends, and the batch comes again from its begin, so that the
 * changes of one row never pass each other. One thread.
 */
final class CaptureConsumer implements DebeziumEngine.ChangeConsumer<ChangeEvent<byte[], byte[]>> {
  private static final String DOOR = "capture";
  private static final String ORIGIN = "capture:/";
  private static final int REMEMBERED = 100_000;

  private final CaptureConfig config;
  private final KafkaSettings kafka;
  private final Producer<byte[], byte[]> producer;
  private final Refusals refusals;
  private final @Nullable CaptureMapping table;
  private final @Nullable Outbox outbox;
  private final IngestListener listener;
  private final InstantSource clock;
  private final Map<String, Boolean> recent =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * A consumer.
   *
   * @param producer idempotent, acknowledged by all replicas; not closed here
   * @param table reads the table of candidates; null when none is captured
   * @param outbox reads the outbox; null when none is captured
   */
  CaptureConsumer(
      CaptureConfig config,
      KafkaSettings kafka,
      Producer<byte[], byte[]> producer,
      @Nullable CaptureMapping table,
      @Nullable Outbox outbox,
      IngestListener listener,
      InstantSource clock) {
    this.config = config;
    this.kafka = kafka;
    this.producer = producer;
    this.refusals = new Refusals(kafka.names(), IngestService.version());
    this.table = table;
    this.outbox = outbox;
    this.listener = listener;
    this.clock = clock;
  }

  /** A record on its way and what is to be counted when it is there. */
  private record Sent(@Nullable String id, Future<RecordMetadata> acknowledged, Runnable count) {}

  @Override
  public void handleBatch(
      List<ChangeEvent<byte[], byte[]>> changes,
      DebeziumEngine.RecordCommitter<ChangeEvent<byte[], byte[]>> committer)
      throws InterruptedException {
    List<Sent> sent = new ArrayList<>();
    for (ChangeEvent<byte[], byte[]> change : changes) {
      if (change.value() != null && !change.destination().startsWith("__debezium-heartbeat")) {
        take(change.value(), sent);
      }
    }
    producer.flush();
    for (Sent one : sent) {
      await(one.acknowledged());
    }
    for (Sent one : sent) {
      one.count().run();
      if (one.id() != null) {
        recent.put(one.id(), true);
      }
    }
    for (ChangeEvent<byte[], byte[]> change : changes) {
      committer.markProcessed(change);
    }
    committer.markBatchFinished();
  }

  private static void await(Future<RecordMetadata> acknowledged) throws InterruptedException {
    try {
      var unused = acknowledged.get();
    } catch (ExecutionException e) {
      throw new UncheckedIOException(
          "the broker did not acknowledge a captured change", new IOException(e.getCause()));
    }
  }

  private void take(byte[] value, List<Sent> sent) {
    Instant now = clock.instant();
    switch (Change.read(value)) {
      case Decoded.Invalid<Change> invalid ->
          refuse(
              "",
              value,
              new IntakeResult.Refused(invalid.code(), Stage.DECODE, invalid.describe(), 400),
              now,
              sent);
      case Decoded.Valid<Change>(Change change) -> {
        for (Captured one : meaning(change, now)) {
          send(one, change, value, now, sent);
        }
      }
    }
  }

  private List<Captured> meaning(Change change, Instant now) {
    if (table != null && change.table().equals(config.table())) {
      return table.of(change, now);
    }
    return outbox != null && change.table().equals(config.outbox())
        ? outbox.of(change, now)
        : List.of();
  }

  private void send(Captured one, Change change, byte[] value, Instant now, List<Sent> sent) {
    TopicNames names = kafka.names();
    switch (one) {
      case Captured.Refused(IntakeResult.Refused refusal) ->
          refuse(change.table(), value, refusal, now, sent);
      case Captured.Event event -> {
        Runnable count =
            switch (event.event()) {
              case Candidate candidate -> () -> listener.accepted(DOOR);
              case Withdrawal withdrawal -> () -> listener.withdrawn(DOOR);
            };
        send(
            event.id(),
            CandidateEvents.record(
                names, event.event(), event.id(), RequestEvent.SOURCE, now, Trace.NONE),
            count,
            sent);
      }
      case Captured.Known known ->
          send(known.id(), outcome(known.outcome(), known.id(), now), () -> {}, sent);
      case Captured.Erasure erasure ->
          send(null, AuditPublisher.toRecord(names, request(erasure)), () -> {}, sent);
    }
  }

  /** What is read again after the engine has begun anew is not sent again. */
  private void send(
      @Nullable String id, ProducerRecord<byte[], byte[]> record, Runnable count, List<Sent> sent) {
    if (id != null && recent.containsKey(id)) {
      listener.repeated(DOOR);
      return;
    }
    sent.add(new Sent(id, producer.send(record), count));
  }

  private void refuse(
      String from, byte[] value, IntakeResult.Refused refusal, Instant now, List<Sent> sent) {
    send(
        null,
        refusals.record(
            ORIGIN + from, value, DeadLetter.payloadSha256(value), List.of(), refusal, now),
        () -> listener.refused(DOOR, refusal.stage(), refusal.code()),
        sent);
  }

  private ProducerRecord<byte[], byte[]> outcome(Outcome outcome, String id, Instant now) {
    return new ProducerRecord<>(
        kafka.names().of(Topics.OUTCOMES),
        null,
        Topics.OUTCOMES.keyCodec().encode(outcome.key()),
        Topics.OUTCOMES.codec().encode(outcome),
        EventHeaders.outcome(outcome, id, RequestEvent.SOURCE, now, Trace.NONE));
  }

  /** The request only: who erases decides, and sees what is on hold. */
  private AuditEntry request(Captured.Erasure erasure) {
    return new AuditEntry(
        EventType.ERASURE_REQUESTED,
        "ingest",
        kafka.instance(),
        "capture " + config.slot(),
        erasure.at(),
        erasure.candidateId(),
        null,
        null,
        null,
        Map.of(),
        Map.of("door", DOOR, "table", String.valueOf(config.table())),
        "the row was deleted at the source; probity.capture.erase is on");
  }
}
