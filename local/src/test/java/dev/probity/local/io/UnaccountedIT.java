// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.io.AuditSinkConfig;
import dev.probity.auditsink.io.AuditSinkService;
import dev.probity.topics.Candidates;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Predictions;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker, a real ledger and the real sink; the test is the scorer, and loses a record. */
class UnaccountedIT {
  private static final String SCORING = "candidates-predictions";
  private static final String EXPLAINING = "predictions-explanations";
  private static final String RECORDING = "topics-ledger";

  @TempDir private Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private DataFolder data;
  private LocalServices services;
  private Map<String, String> settings;
  private KafkaSettings kafka;
  private Producer<byte[], byte[]> producer;
  private Admin admin;
  private AuditSinkService sink;

  @BeforeEach
  void start() throws Exception {
    data = DataFolder.open(folder.resolve("data"), () -> Ports.anyFree(new Random()));
    settings = new HashMap<>(Secrets.prepare(data));
    services = LocalServices.start(data);
    settings.putAll(services.settings());
    kafka = KafkaSettings.parse(settings, "test");
    producer = new KafkaProducer<>(kafka.producer("it"));
    admin = Admin.create(kafka.admin());
    sink = new AuditSinkService(AuditSinkConfig.parse(settings), "test", registry);
    sink.start();
  }

  @AfterEach
  void stop() throws Exception {
    sink.close();
    producer.close();
    admin.close();
    services.close();
    data.close();
  }

  @Test
  void aWithheldPredictionIsUnaccountedAndNothingElseIs() throws Exception {
    // Given
    List<SourcePosition> sources = candidates(0, 400);
    predictions(sources.subList(0, 300));

    // When
    committed(sources.subList(0, 300));

    // Then
    await("a balance of what is scored", () -> inFlight(SCORING) == 100);
    assertEquals(0, unaccounted(SCORING));
    assertEquals(0, unaccounted(EXPLAINING));
    assertEquals(0, unaccounted(RECORDING));
    assertEquals(300, inFlight(EXPLAINING));

    // And: one of the last hundred gets no prediction, although the scorer is past it
    predictions(sources.subList(300, 350));
    predictions(sources.subList(351, 400));
    committed(sources);
    await("the withheld record", () -> unaccounted(SCORING) == 1);
    assertEquals(0, inFlight(SCORING));
    assertEquals(0, unaccounted(RECORDING));

    // And: it is known after a restart, and gone when the prediction comes
    restart();
    await("the withheld record after a restart", () -> unaccounted(SCORING) == 1);
    predictions(sources.subList(350, 351));
    await("the late prediction", () -> unaccounted(SCORING) == 0);
  }

  private void restart() {
    sink.close();
    registry.clear();
    sink = new AuditSinkService(AuditSinkConfig.parse(settings), "test", registry);
    sink.start();
  }

  private List<SourcePosition> candidates(int from, int to) throws Exception {
    List<SourcePosition> sources = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Candidate candidate = Candidates.withId("C-" + i);
      Headers headers =
          EventHeaders.candidate(candidate, "e-" + i, "/hr", Candidates.TIME, Trace.NONE);
      RecordMetadata at = send(Topics.CANDIDATES, candidate.key(), candidate, headers, i % 4);
      sources.add(new SourcePosition(Topics.CANDIDATES.name(), at.partition(), at.offset()));
    }
    return sources;
  }

  private void predictions(List<SourcePosition> sources) throws Exception {
    for (SourcePosition source : sources) {
      Prediction one = Predictions.at(source, "C-" + (source.offset() * 4 + source.partition()));
      Headers headers = EventHeaders.prediction(one, Candidates.TIME, Trace.NONE);
      send(Topics.PREDICTIONS, one.key(), one, headers, source.partition());
    }
  }

  private <V> RecordMetadata send(
      Topic<String, V> topic, String key, V value, Headers headers, int partition)
      throws Exception {
    return producer
        .send(
            new ProducerRecord<>(
                kafka.names().of(topic),
                partition,
                topic.keyCodec().encode(key),
                topic.codec().encode(value),
                headers))
        .get();
  }

  /** Moves the scorer's group behind these candidates. */
  private void committed(List<SourcePosition> sources) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (SourcePosition source : sources) {
      offsets.put(
          new TopicPartition(kafka.names().of(Topics.CANDIDATES), source.partition()),
          new OffsetAndMetadata(source.offset() + 1));
    }
    admin.alterConsumerGroupOffsets("probity-scorer", offsets).all().get();
  }

  private double unaccounted(String hop) {
    return registry.get("probity.unaccounted.records").tag("hop", hop).gauge().value();
  }

  private double inFlight(String hop) {
    return registry.get("probity.in.flight.records").tag("hop", hop).gauge().value();
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "in vain: " + what);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }
}
