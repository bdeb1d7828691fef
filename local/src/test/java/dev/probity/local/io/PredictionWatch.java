// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.Prediction;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Sees predictions as they appear, from where the topic ended when the watch began. */
final class PredictionWatch implements Closeable {
  private final KafkaConsumer<byte[], byte[]> consumer;

  PredictionWatch(KafkaSettings settings) {
    consumer = new KafkaConsumer<>(settings.consumer("watch"));
    String topic = settings.names().of(Topics.PREDICTIONS);
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(one -> new TopicPartition(topic, one.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
  }

  /** Returns as soon as such a prediction is there. */
  void await(String what, Predicate<Prediction> wanted, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(20))) {
        if (Topics.PREDICTIONS.codec().decode(one.value())
                instanceof Decoded.Valid<Prediction>(Prediction prediction)
            && wanted.test(prediction)) {
          return;
        }
      }
      assertTrue(System.nanoTime() < deadline, "no prediction " + what);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
