// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;

/** Candidates and outcomes in memory, behind Kafka's own test consumer. */
final class InMemoryTopics {
  private final TopicNames names;
  private final int partitions;
  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
  private Runnable firstPoll = () -> {};
  private boolean stalled;

  InMemoryTopics(TopicNames names, int partitions) {
    this.names = names;
    this.partitions = partitions;
    for (Topic<?, ?> topic : List.of(Topics.CANDIDATES, Topics.OUTCOMES)) {
      for (int partition = 0; partition < partitions; partition++) {
        records.put(new TopicPartition(names.of(topic), partition), new ArrayList<>());
      }
    }
  }

  int partitions() {
    return partitions;
  }

  void add(Topic<?, ?> topic, int partition, String key, byte[] value, Headers headers) {
    TopicPartition where = new TopicPartition(names.of(topic), partition);
    List<ConsumerRecord<byte[], byte[]>> log = records.get(where);
    log.add(
        new ConsumerRecord<>(
            where.topic(),
            partition,
            log.size(),
            1_000 + log.size(),
            TimestampType.CREATE_TIME,
            -1,
            -1,
            key.getBytes(UTF_8),
            value,
            headers,
            Optional.empty()));
  }

  void onFirstPoll(Runnable task) {
    firstPoll = task;
  }

  /** From now on no poll returns a record. */
  void stall() {
    stalled = true;
  }

  MockConsumer<byte[], byte[]> consumer() {
    MockConsumer<byte[], byte[]> consumer = new Feeding();
    Map<TopicPartition, Long> begins = new HashMap<>();
    Map<TopicPartition, Long> ends = new HashMap<>();
    Map<String, List<PartitionInfo>> infos = new TreeMap<>();
    records.forEach(
        (where, log) -> {
          begins.put(where, 0L);
          ends.put(where, (long) log.size());
          infos
              .computeIfAbsent(where.topic(), name -> new ArrayList<>())
              .add(new PartitionInfo(where.topic(), where.partition(), null, null, null));
        });
    consumer.updateBeginningOffsets(begins);
    consumer.updateEndOffsets(ends);
    infos.forEach(consumer::updatePartitions);
    return consumer;
  }

  /** Serves a partition's records once it is assigned. */
  private final class Feeding extends MockConsumer<byte[], byte[]> {
    private boolean polled;

    Feeding() {
      super(AutoOffsetResetStrategy.NONE.name());
    }

    @Override
    public synchronized void assign(Collection<TopicPartition> assigned) {
      super.assign(assigned);
      assigned.forEach(where -> records.get(where).forEach(this::addRecord));
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      if (!polled) {
        polled = true;
        firstPoll.run();
      }
      return stalled ? ConsumerRecords.empty() : super.poll(timeout);
    }
  }
}
