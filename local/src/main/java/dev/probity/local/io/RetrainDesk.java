// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import dev.probity.trainer.io.OffsetWindow;
import dev.probity.trainer.io.OffsetsGoneException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks the trainer for a model on the retraining topic, and waits for what comes of it. */
public final class RetrainDesk {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String MODULE = "local";

  private final KafkaSettings kafka;

  /** A desk over these brokers. */
  public RetrainDesk(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * The offsets between two ends, times or offsets.
   *
   * @param from the first record; null for the oldest there is
   * @param to the end, excluded; null for now
   * @throws OffsetsGoneException when records since {@code from} are past their retention
   */
  public Map<String, OffsetRange> window(@Nullable String from, @Nullable String to)
      throws OffsetsGoneException {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(kafka.consumer("retraining"))) {
      return new OffsetWindow(consumer, kafka.names()).between(from, to);
    }
  }

  /** What is looked at while a request is under way. */
  @FunctionalInterface
  public interface Waiting {
    /** Looks. */
    void look() throws IOException;
  }

  /**
   * Puts a request on the topic and follows it.
   *
   * @param request what is asked for
   * @param patience how long the trainer may take
   * @param heard is told every step of this request
   * @param waiting is called several times a second until it ends
   * @return its last step; null when the time is over, while the request stands and goes on
   */
  public @Nullable Retraining ask(
      Retraining request, Duration patience, Consumer<Retraining> heard, Waiting waiting)
      throws IOException, InterruptedException {
    TopicPartition only = new TopicPartition(kafka.names().of(Topics.RETRAINING), 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(kafka.consumer("retraining"))) {
      consumer.assign(List.of(only));
      consumer.seekToEnd(List.of(only));
      consumer.position(only); // before the request is sent, so that no answer is missed
      send(request);
      Instant end = Instant.now().plus(patience);
      while (Instant.now().isBefore(end)) {
        waiting.look();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (Topics.RETRAINING.codec().decode(record.value())
                  instanceof Decoded.Valid<Retraining>(Retraining step)
              && step.requestId().equals(request.requestId())) {
            heard.accept(step);
            if (step.state() == RetrainingState.FINISHED
                || step.state() == RetrainingState.FAILED) {
              return step;
            }
          }
        }
      }
      return null;
    }
  }

  private void send(Retraining request) throws InterruptedException {
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("retraining"))) {
      producer
          .send(
              new ProducerRecord<>(
                  kafka.names().of(Topics.RETRAINING),
                  null,
                  Topics.RETRAINING.keyCodec().encode(request.key()),
                  Topics.RETRAINING.codec().encode(request),
                  EventHeaders.retraining(request, MODULE, request.at())))
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "the broker did not confirm the request; see with probity model list what came of it", e);
    }
  }
}
