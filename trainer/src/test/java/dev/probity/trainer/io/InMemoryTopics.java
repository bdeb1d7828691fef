// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The trainer's topics in memory, behind Kafka's own test clients. */
final class InMemoryTopics implements TrainerClients {
  private final TopicNames names;
  private final int partitions;
  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
  private Runnable firstPoll = () -> {};
  private boolean stalled;
  private int failing;

  InMemoryTopics(TopicNames names, int partitions) {
    this.names = names;
    this.partitions = partitions;
    for (Topic<?, ?> topic : Topics.all()) {
      int count = topic.partitions() == 1 ? 1 : partitions;
      for (int partition = 0; partition < count; partition++) {
        records.put(new TopicPartition(names.of(topic), partition), new ArrayList<>());
      }
    }
  }

  int partitions() {
    return partitions;
  }

  void add(Topic<?, ?> topic, int partition, String key, byte[] value, Headers headers) {
    add(names.of(topic), partition, key.getBytes(UTF_8), value, headers);
  }

  private void add(String topic, int partition, byte[] key, byte[] value, Headers headers) {
    List<ConsumerRecord<byte[], byte[]>> log = records.get(new TopicPartition(topic, partition));
    log.add(
        new ConsumerRecord<>(
            topic,
            partition,
            log.size(),
            1_000 + log.size(),
            TimestampType.CREATE_TIME,
            -1,
            -1,
            key,
            value,
            headers,
            Optional.empty()));
  }

  /** What has been sent to a topic of one partition, decoded. */
  <V> List<V> values(Topic<?, V> topic) {
    return records.get(new TopicPartition(names.of(topic), 0)).stream()
        .map(record -> topic.codec().decode(record.value()))
        .map(decoded -> ((Decoded.Valid<V>) decoded).value())
        .toList();
  }

  /** How many records a topic of one partition holds. */
  int size(Topic<?, ?> topic) {
    return records.get(new TopicPartition(names.of(topic), 0)).size();
  }

  void onFirstPoll(Runnable task) {
    firstPoll = task;
  }

  /** From now on no poll returns a record. */
  void stall() {
    stalled = true;
  }

  /** Polls return records again. */
  void flow() {
    stalled = false;
  }

  /** The next so many replays find no broker. */
  void failReplays(int count) {
    failing = count;
  }

  private void answer() {
    if (failing > 0) {
      failing--;
      throw new TimeoutException("no broker");
    }
  }

  @Override
  public Consumer<byte[], byte[]> replay() {
    answer();
    return consumer();
  }

  @Override
  public Consumer<byte[], byte[]> requests() {
    return consumer();
  }

  @Override
  public void awaitTopics(List<Topic<?, ?>> topics) {}

  @Override
  public Producer<byte[], byte[]> producer() {
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public synchronized Future<RecordMetadata> send(
          ProducerRecord<byte[], byte[]> output, Callback callback) {
        add(output.topic(), 0, output.key(), output.value(), output.headers());
        return super.send(output, callback);
      }
    };
  }

  MockConsumer<byte[], byte[]> consumer() {
    MockConsumer<byte[], byte[]> consumer = new Feeding();
    Map<TopicPartition, Long> begins = new HashMap<>();
    Map<TopicPartition, Long> ends = new HashMap<>();
    Map<String, List<PartitionInfo>> infos = new HashMap<>();
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
