// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Topics in memory behind Kafka's own fake clients: what a producer sends, every consumer made
 * afterwards or before can read. Committed offsets outlive their consumer, so that a test can end
 * one life of a loop and begin the next. Used by one thread.
 */
public final class InMemoryKafka {
  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> logs =
      new LinkedHashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private final List<String> sent = new ArrayList<>();
  private long clock = 1_762_050_000_000L;

  /** Whether commits are kept; a process that is killed before its commit loses it. */
  public boolean keepsCommits = true;

  /** Creates a topic. */
  public InMemoryKafka topic(String name, int partitions) {
    for (int i = 0; i < partitions; i++) {
      logs.put(new TopicPartition(name, i), new ArrayList<>());
    }
    return this;
  }

  /** Appends a record and answers its offset; without partition it goes to the first. */
  public long append(ProducerRecord<byte[], byte[]> record) {
    Integer wanted = record.partition();
    TopicPartition partition = new TopicPartition(record.topic(), wanted == null ? 0 : wanted);
    List<ConsumerRecord<byte[], byte[]>> log = log(partition);
    long offset = log.size();
    Long timestamp = record.timestamp();
    log.add(
        new ConsumerRecord<>(
            partition.topic(),
            partition.partition(),
            offset,
            timestamp == null ? clock++ : timestamp,
            TimestampType.CREATE_TIME,
            -1,
            -1,
            record.key(),
            record.value(),
            new RecordHeaders(record.headers()),
            Optional.empty()));
    sent.add(partition + "@" + offset);
    return offset;
  }

  /** The records of a partition. */
  public List<ConsumerRecord<byte[], byte[]>> log(TopicPartition partition) {
    List<ConsumerRecord<byte[], byte[]>> log = logs.get(partition);
    if (log == null) {
      throw new IllegalArgumentException("no partition " + partition);
    }
    return log;
  }

  /** The records of a topic, partition by partition. */
  public List<ConsumerRecord<byte[], byte[]>> log(String topic) {
    return logs.entrySet().stream()
        .filter(entry -> entry.getKey().topic().equals(topic))
        .flatMap(entry -> entry.getValue().stream())
        .toList();
  }

  /** Where each append went, in the order of the appends: {@code topic-partition@offset}. */
  public List<String> sent() {
    return List.copyOf(sent);
  }

  /** The committed offset of a partition, 0 when there is none. */
  public long committed(TopicPartition partition) {
    OffsetAndMetadata position = committed.get(partition);
    return position == null ? 0 : position.offset();
  }

  /** A consumer that assigns partitions to itself, or gets them by {@link #assign}. */
  public MockConsumer<byte[], byte[]> consumer() {
    return new LogConsumer();
  }

  /** Makes the group give these partitions, and no others, to a subscribed consumer. */
  public void assign(MockConsumer<byte[], byte[]> consumer, TopicPartition... partitions) {
    consumer.rebalance(Arrays.asList(partitions));
    for (TopicPartition partition : partitions) {
      consumer.seek(partition, committed(partition));
    }
  }

  /** A producer whose sends are acknowledged at once. */
  public MockProducer<byte[], byte[]> producer() {
    return new LogProducer();
  }

  private final class LogConsumer extends MockConsumer<byte[], byte[]> {
    private final Map<TopicPartition, Long> fed = new HashMap<>();

    LogConsumer() {
      super("earliest");
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      bounds();
      for (TopicPartition partition : assignment()) {
        List<ConsumerRecord<byte[], byte[]>> log = log(partition);
        long from = fed.getOrDefault(partition, position(partition));
        for (long offset = from; offset < log.size(); offset++) {
          addRecord(log.get((int) offset));
        }
        fed.put(partition, (long) log.size());
      }
      return super.poll(timeout);
    }

    private void bounds() {
      logs.forEach(
          (partition, log) -> {
            updateBeginningOffsets(Map.of(partition, 0L));
            updateEndOffsets(Map.of(partition, (long) log.size()));
          });
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
      fed.remove(partition);
      super.seek(partition, offset);
    }

    @Override
    public synchronized long position(TopicPartition partition) {
      bounds();
      return super.position(partition);
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
      bounds();
      return super.endOffsets(partitions);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
      bounds();
      return super.beginningOffsets(partitions);
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
      return logs.keySet().stream()
          .filter(partition -> partition.topic().equals(topic))
          .map(partition -> new PartitionInfo(topic, partition.partition(), null, null, null))
          .toList();
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
      if (keepsCommits) {
        committed.putAll(offsets);
      }
      super.commitSync(offsets, timeout);
    }
  }

  private final class LogProducer extends MockProducer<byte[], byte[]> {
    LogProducer() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      append(record);
      return super.send(record, callback);
    }
  }
}
