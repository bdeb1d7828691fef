// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.record.OffsetRange;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads what is in a topic already, outside any group: a stretch of offsets, or all there is by
 * now. Each read has a client of its own and ends.
 */
public final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> clients;
  private final Duration patience;
  private final LongSupplier nanoTime;

  /**
   * A reader.
   *
   * @param clients makes a consumer without group; it is closed after each read
   * @param patience longest time without a record before the broker counts as away
   */
  public TopicReader(
      Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> clients,
      Duration patience) {
    this(clients, patience, System::nanoTime);
  }

  TopicReader(
      Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> clients,
      Duration patience,
      LongSupplier nanoTime) {
    this.clients = clients;
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /**
   * Where the partitions end by now.
   *
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
    try (var client = clients.get()) {
      return Map.copyOf(client.endOffsets(partitions, patience));
    }
  }

  /**
   * Reads a topic from its beginning to where it ends by now.
   *
   * @param topic the name on the brokers
   * @param each gets every record, within a partition in the order of the offsets
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  public void readAll(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (var client = clients.get()) {
      Set<TopicPartition> partitions = new HashSet<>();
      for (PartitionInfo one : client.partitionsFor(topic, patience)) {
        partitions.add(new TopicPartition(topic, one.partition()));
      }
      Map<TopicPartition, OffsetRange> ranges = new HashMap<>();
      client
          .endOffsets(partitions, patience)
          .forEach((partition, end) -> ranges.put(partition, new OffsetRange(0, end)));
      read(client, ranges, each);
    }
  }

  /**
   * Reads stretches of partitions; what retention has dropped is passed over.
   *
   * @param ranges by partition, the offsets to read, from (included) to (excluded)
   * @param each gets every record, within a partition in the order of the offsets
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  public void read(
      Map<TopicPartition, OffsetRange> ranges, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (var client = clients.get()) {
      read(client, ranges, each);
    }
  }

  private void read(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> client,
      Map<TopicPartition, OffsetRange> ranges,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    client.assign(ranges.keySet());
    Map<TopicPartition, Long> first = client.beginningOffsets(ranges.keySet(), patience);
    ranges.forEach(
        (partition, range) ->
            client.seek(partition, Math.max(range.from(), first.getOrDefault(partition, 0L))));
    Set<TopicPartition> open = new HashSet<>(ranges.keySet());
    long deadline = nanoTime.getAsLong() + patience.toNanos();
    closeReached(client, open, ranges);
    while (!open.isEmpty()) {
      ConsumerRecords<byte[], byte[]> polled = client.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> one : polled) {
        OffsetRange range = ranges.get(new TopicPartition(one.topic(), one.partition()));
        if (range != null && one.offset() < range.to()) {
          each.accept(one);
        }
      }
      long now = nanoTime.getAsLong();
      deadline = polled.isEmpty() ? deadline : now + patience.toNanos();
      closeReached(client, open, ranges);
      if (!open.isEmpty() && now >= deadline) {
        throw new TimeoutException("no record of " + open + " within " + patience);
      }
    }
  }

  private void closeReached(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> client,
      Set<TopicPartition> open,
      Map<TopicPartition, OffsetRange> ranges) {
    Set<TopicPartition> reached = new HashSet<>();
    for (TopicPartition partition : open) {
      OffsetRange range = ranges.get(partition);
      if (range == null || client.position(partition, patience) >= range.to()) {
        reached.add(partition);
      }
    }
    client.pause(reached);
    open.removeAll(reached);
  }
}
