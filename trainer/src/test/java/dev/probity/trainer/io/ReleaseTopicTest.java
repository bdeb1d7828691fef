// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ReleaseTopicTest {
  private static final String A = "a".repeat(64);
  private static final ModelRelease RELEASE =
      new ModelRelease(
          "m",
          ReleaseEvent.REGISTERED,
          null,
          "v1",
          A,
          A,
          "acs-salary",
          A,
          null,
          null,
          null,
          null,
          "operator-1",
          null,
          Instant.parse("2025-01-02T03:04:05Z"));

  @Test
  void announcedReleasesAreReadBackAndUnreadableOnesPassedOver() throws Exception {
    // Given
    InMemoryTopics topics = new InMemoryTopics(TopicNames.PLAIN, 1);
    ReleaseTopic releases = new ReleaseTopic(TopicNames.PLAIN, Duration.ofSeconds(5));
    topics.add(Topics.MODELS, 0, "m|champion", "{}".getBytes(UTF_8), new RecordHeaders());
    releases.announce(topics.producer(), RELEASE);
    // When
    List<ModelRelease> read = releases.read(new TopicReader(topics::replay, Duration.ofSeconds(5)));
    // Then
    assertEquals(List.of(RELEASE), read);
  }

  @Test
  void recordCarriesItsKeyItsHeadersAndThePrefixedTopic() throws Exception {
    // Given
    MockProducer<byte[], byte[]> producer = producer(true);
    TopicNames names = TopicNames.withPrefix("acme.");
    // When
    new ReleaseTopic(names, Duration.ofSeconds(5)).announce(producer, RELEASE);
    // Then
    ProducerRecord<byte[], byte[]> sent = producer.history().getFirst();
    assertEquals("acme.probity.models.v1", sent.topic());
    assertEquals("m|" + A, new String(sent.key(), UTF_8));
    assertEquals(
        "model.registered",
        new String(sent.headers().lastHeader(EventHeaders.EVENT_TYPE).value(), UTF_8));
    assertEquals(
        "/probity/trainer",
        new String(sent.headers().lastHeader(EventHeaders.SOURCE).value(), UTF_8));
  }

  @Test
  void brokerThatRefusesOrSaysNothingIsAnOutage() {
    // Given
    MockProducer<byte[], byte[]> silent = producer(false);
    MockProducer<byte[], byte[]> refusing =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized Future<RecordMetadata> send(
              ProducerRecord<byte[], byte[]> output, Callback callback) {
            Future<RecordMetadata> sent = super.send(output, callback);
            errorNext(new TimeoutException("no leader"));
            return sent;
          }
        };
    ReleaseTopic releases = new ReleaseTopic(TopicNames.PLAIN, Duration.ofMillis(20));
    // When, then
    for (MockProducer<byte[], byte[]> producer : List.of(silent, refusing)) {
      assertThrows(OutageException.class, () -> releases.announce(producer, RELEASE));
    }
  }

  private static MockProducer<byte[], byte[]> producer(boolean acknowledges) {
    return new MockProducer<>(
        acknowledges, null, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
