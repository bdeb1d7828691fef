// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.OversightDecision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A person's word on the oversight topic, and the record with which a processor answers it. */
final class SpokenOrder {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration MOST_SEND = Duration.ofSeconds(30);

  private final KafkaSettings kafka;
  private final InstantSource clock;

  SpokenOrder(KafkaSettings kafka, InstantSource clock) {
    this.kafka = kafka;
    this.clock = clock;
  }

  /**
   * Puts the word on its topic and waits for the first record behind it that answers.
   *
   * @param topic where the answer comes
   * @param answers which record is one
   * @param patience how long to wait
   * @return empty when none came in time, the word stands all the same
   */
  <V> Optional<V> answered(
      OversightDecision word, Topic<?, V> topic, Predicate<V> answers, Duration patience)
      throws InterruptedException {
    String name = kafka.names().of(topic);
    try (Consumer<byte[], byte[]> watch = new KafkaConsumer<>(kafka.consumer("orders"))) {
      List<TopicPartition> partitions =
          watch.partitionsFor(name).stream()
              .map(one -> new TopicPartition(name, one.partition()))
              .toList();
      watch.assign(partitions);
      watch.seekToEnd(partitions);
      partitions.forEach(watch::position);
      send(word);
      Instant deadline = clock.instant().plus(patience);
      while (clock.instant().isBefore(deadline)) {
        for (ConsumerRecord<byte[], byte[]> one : watch.poll(POLL)) {
          if (topic.codec().decode(one.value()) instanceof Decoded.Valid<V>(V value)
              && answers.test(value)) {
            return Optional.of(value);
          }
        }
      }
      return Optional.empty();
    }
  }

  private void send(OversightDecision word) throws InterruptedException {
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("orders"))) {
      producer
          .send(
              new ProducerRecord<>(
                  kafka.names().of(Topics.OVERSIGHT),
                  null,
                  Topics.OVERSIGHT.keyCodec().encode(word.key()),
                  Topics.OVERSIGHT.codec().encode(word),
                  EventHeaders.oversight(
                      word,
                      UUID.randomUUID().toString(),
                      "/probity/local",
                      word.decidedAt(),
                      Trace.NONE)))
          .get(MOST_SEND.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the broker did not take the order, nothing is ordered", e);
    }
  }
}
