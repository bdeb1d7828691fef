// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.topics.Topic;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.TopicsReady;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** Opens the Kafka clients of a training; they live as long as it does. */
interface TrainerClients {
  /** How long brokers may take to come up. */
  Duration GATE = Duration.ofMinutes(2);

  /** A training runs between two polls; a process that died is told by its heartbeat instead. */
  Duration LONGEST_TRAINING = Duration.ofHours(24);

  /** A consumer without a group. */
  Consumer<byte[], byte[]> replay();

  /** A member of the trainer's group. */
  Consumer<byte[], byte[]> requests();

  /** An idempotent producer. */
  Producer<byte[], byte[]> producer();

  /** Returns when the topics take records. */
  void awaitTopics(List<Topic<?, ?>> topics);

  /** The properties of the group's member; the interval between polls may be configured. */
  static Map<String, Object> requests(KafkaSettings settings) {
    Map<String, Object> properties = settings.groupConsumer();
    properties.putIfAbsent(
        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Long.toString(LONGEST_TRAINING.toMillis()));
    return properties;
  }

  /** Clients of a cluster. */
  static TrainerClients of(KafkaSettings settings) {
    return new TrainerClients() {
      @Override
      public Consumer<byte[], byte[]> replay() {
        return new KafkaConsumer<>(settings.bulkConsumer("replay"));
      }

      @Override
      public Consumer<byte[], byte[]> requests() {
        return new KafkaConsumer<>(TrainerClients.requests(settings));
      }

      @Override
      public Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(settings.producer("out"));
      }

      @Override
      public void awaitTopics(List<Topic<?, ?>> topics) {
        try (Admin admin = Admin.create(settings.admin())) {
          TopicsReady.of(admin, settings.bootstrapServers(), GATE).await(settings.names(), topics);
        }
      }
    };
  }
}
