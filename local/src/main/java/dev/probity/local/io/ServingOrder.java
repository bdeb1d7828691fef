// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.ReleaseEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A person's order to stop or resume a model: put on the oversight topic, then waited for until a
 * scorer says on the models topic that it is carried out.
 */
public final class ServingOrder {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration MOST_SEND = Duration.ofSeconds(30);

  private final KafkaSettings kafka;
  private final InstantSource clock;

  /**
   * Orders over these brokers.
   *
   * @param clock tells when it is ordered
   */
  public ServingOrder(KafkaSettings kafka, InstantSource clock) {
    this.kafka = kafka;
    this.clock = clock;
  }

  /**
   * What came of an order.
   *
   * @param state what the scorer acknowledged
   * @param took from the order on the topic to the acknowledgement on the topic
   */
  public record Acknowledged(ModelRelease state, Duration took) {}

  /**
   * Gives an order and waits.
   *
   * @param action {@code HALTED} or {@code RESUMED}
   * @param model the name of the model
   * @param actor who orders it
   * @param reason why
   * @param patience how long to wait for the acknowledgement
   * @return the acknowledgement; empty when none came in time, the order stands all the same
   */
  public Optional<Acknowledged> give(
      OversightAction action, String model, String actor, String reason, Duration patience)
      throws InterruptedException {
    OversightDecision order =
        new OversightDecision(
            action, actor, reason, clock.instant(), null, null, null, null, model, null, null);
    String models = kafka.names().of(Topics.MODELS);
    try (Consumer<byte[], byte[]> watch = new KafkaConsumer<>(kafka.consumer("orders"))) {
      List<TopicPartition> partitions =
          watch.partitionsFor(models).stream()
              .map(one -> new TopicPartition(models, one.partition()))
              .toList();
      watch.assign(partitions);
      watch.seekToEnd(partitions);
      partitions.forEach(watch::position);
      send(kafka, order);
      return await(watch, order, clock.instant().plus(patience));
    }
  }

  /** Puts a person's decision on the topic; returns when the brokers have it. */
  static void send(KafkaSettings kafka, OversightDecision order) throws InterruptedException {
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("orders"))) {
      producer
          .send(
              new ProducerRecord<>(
                  kafka.names().of(Topics.OVERSIGHT),
                  null,
                  Topics.OVERSIGHT.keyCodec().encode(order.key()),
                  Topics.OVERSIGHT.codec().encode(order),
                  EventHeaders.oversight(
                      order,
                      UUID.randomUUID().toString(),
                      "/probity/local",
                      order.decidedAt(),
                      Trace.NONE)))
          .get(MOST_SEND.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the broker did not take the order, nothing is ordered", e);
    }
  }

  private Optional<Acknowledged> await(
      Consumer<byte[], byte[]> watch, OversightDecision order, Instant deadline) {
    ReleaseEvent wanted =
        order.action() == OversightAction.HALTED ? ReleaseEvent.STOPPED : ReleaseEvent.SERVING;
    while (clock.instant().isBefore(deadline)) {
      for (ConsumerRecord<byte[], byte[]> one : watch.poll(POLL)) {
        if (Topics.MODELS.codec().decode(one.value())
                instanceof Decoded.Valid<ModelRelease>(ModelRelease state)
            && state.event() == wanted
            && state.name().equals(order.model())) {
          return Optional.of(
              new Acknowledged(state, Duration.between(order.decidedAt(), clock.instant())));
        }
      }
    }
    return Optional.empty();
  }
}
