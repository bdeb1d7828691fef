// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Kafka's fake consumer, writing down polls, commits and how it was closed. */
final class RecordingConsumer extends MockConsumer<byte[], byte[]> {
  private final List<String> events;
  final Map<TopicPartition, Long> lastCommitted = new HashMap<>();
  final Deque<KafkaException> commitFailures = new ArrayDeque<>();
  final Deque<KafkaException> lookFailures = new ArrayDeque<>();
  Runnable beforeCommit = () -> {};
  int pollLimit = Integer.MAX_VALUE;
  private int polls;

  RecordingConsumer(List<String> events) {
    super("earliest");
    this.events = events;
  }

  @Override
  public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    if (++polls > pollLimit) {
      throw new AssertionError("the loop goes on and on: " + events.subList(0, 50));
    }
    events.add("poll");
    return super.poll(timeout);
  }

  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
    if (!commitFailures.isEmpty()) {
      events.add("commit fails");
      throw commitFailures.removeFirst();
    }
    beforeCommit.run();
    super.commitSync(offsets, timeout);
    Map<String, Long> sorted = new TreeMap<>();
    offsets.forEach(
        (partition, position) -> {
          lastCommitted.put(partition, position.offset());
          sorted.put(partition.toString(), position.offset());
        });
    events.add("commit " + sorted);
  }

  @Override
  public synchronized Map<TopicPartition, Long> endOffsets(
      Collection<TopicPartition> partitions, Duration timeout) {
    events.add(lookFailures.isEmpty() ? "look" : "look fails");
    if (!lookFailures.isEmpty()) {
      throw lookFailures.removeFirst();
    }
    return super.endOffsets(partitions, timeout);
  }

  @Override
  public void close(CloseOptions option) {
    events.add("close " + option.groupMembershipOperation());
    super.close(option);
  }
}
