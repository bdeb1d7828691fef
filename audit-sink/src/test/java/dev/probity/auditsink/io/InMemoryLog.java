// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.auditsink.Examples;
import dev.probity.auditsink.entry.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Topics that grow: two partitions in which every offset is a record, and one in which commit
 * markers take offsets too. Consumers get any mix of partitions, and any part of what is there.
 */
final class InMemoryLog {
  private static final List<Source> ALL =
      List.of(
          new Source("probity.candidates.v1", 0),
          new Source("probity.candidates.v1", 1),
          Examples.SIGNALS);
  private static final int MOST = 160;
  private static final Map<Source, List<ConsumerRecord<byte[], byte[]>>> RECORDS = records();

  private final RandomGenerator random;
  private final Map<Source, Partition> partitions = new TreeMap<>();
  private int hiddenFor;

  /** One partition of this run. */
  private static final class Partition {
    private final long first;
    private final long last;
    private final BitSet records = new BitSet();
    private long end;

    Partition(long first, long last) {
      this.first = first;
      this.last = last;
      this.end = first;
    }
  }

  private static Map<Source, List<ConsumerRecord<byte[], byte[]>>> records() {
    Map<Source, List<ConsumerRecord<byte[], byte[]>>> all = new HashMap<>();
    for (Source source : ALL) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (long offset = 0; offset < MOST; offset++) {
        records.add(record(source, offset));
      }
      all.put(source, records);
    }
    return all;
  }

  private static ConsumerRecord<byte[], byte[]> record(Source source, long offset) {
    byte[] key = ("c-" + offset).getBytes(UTF_8);
    RecordHeaders headers = new RecordHeaders();
    headers.add("probity-event-type", "candidate.received".getBytes(UTF_8));
    return new ConsumerRecord<>(
        source.topic(),
        source.partition(),
        offset,
        Examples.NOW + offset,
        TimestampType.CREATE_TIME,
        key.length,
        key.length,
        key,
        key,
        headers,
        Optional.empty());
  }

  /** A log whose partitions begin anywhere and will hold 200 records or a few more. */
  InMemoryLog(RandomGenerator random) {
    this.random = random;
    this.hiddenFor = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 0;
    for (Source source : ALL) {
      long first = random.nextInt(4);
      boolean markers = source.equals(Examples.SIGNALS);
      Partition partition = new Partition(first, first + (markers ? 100 : 68) + random.nextInt(24));
      for (long offset = first; offset < partition.last; offset++) {
        partition.records.set((int) offset, !markers || random.nextInt(8) != 0);
      }
      partitions.put(source, partition);
    }
  }

  /** Something arrives, or nothing. */
  void grow() {
    hiddenFor = Math.max(0, hiddenFor - 1);
    partitions
        .values()
        .forEach(
            one -> one.end = Math.min(one.last, one.end + Math.max(0, random.nextInt(18) - 6)));
  }

  /** Whether everything has arrived. */
  boolean complete() {
    return partitions.values().stream().allMatch(one -> one.end == one.last);
  }

  /** Where each partition will end. */
  Map<Source, Long> ends() {
    Map<Source, Long> ends = new HashMap<>();
    partitions.forEach((source, one) -> ends.put(source, one.last));
    return ends;
  }

  /** What exists, for those who ask the broker; one partition may be added at run time. */
  Map<Source, String> lookUp() {
    Map<Source, String> found = new HashMap<>();
    partitions.keySet().forEach(source -> found.put(source, "id"));
    if (hiddenFor > 0) {
      found.remove(ALL.get(1));
    }
    return found;
  }

  /** The offsets of each partition that are records, in order: what the ledger has to hold. */
  Map<Source, List<Long>> promised() {
    Map<Source, List<Long>> promised = new HashMap<>();
    partitions.forEach(
        (source, one) ->
            promised.put(source, one.records.stream().asLongStream().boxed().toList()));
    return promised;
  }

  MockConsumer<byte[], byte[]> consumer(Runnable accident) {
    return new Reading(accident);
  }

  private static Source source(TopicPartition partition) {
    return new Source(partition.topic(), partition.partition());
  }

  private Partition partition(TopicPartition named) {
    Partition found = partitions.get(source(named));
    if (found == null) {
      throw new KafkaException("no partition " + named);
    }
    return found;
  }

  /** A consumer of this log; only what the sink uses is overridden. */
  private final class Reading extends MockConsumer<byte[], byte[]> {
    private final Runnable accident;
    private final Map<TopicPartition, Long> at = new HashMap<>();

    Reading(Runnable accident) {
      super("none");
      this.accident = accident;
    }

    @Override
    public synchronized void assign(Collection<TopicPartition> assigned) {
      at.keySet().retainAll(assigned);
      assigned.forEach(partition -> at.putIfAbsent(partition, 0L));
    }

    @Override
    public synchronized Set<TopicPartition> assignment() {
      return at.keySet();
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
      at.put(partition, offset);
    }

    @Override
    public synchronized long position(TopicPartition partition) {
      return at.getOrDefault(partition, 0L);
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(
        Collection<TopicPartition> asked) {
      accident.run();
      Map<TopicPartition, Long> firsts = new HashMap<>();
      asked.forEach(partition -> firsts.put(partition, partition(partition).first));
      return firsts;
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> asked) {
      Map<TopicPartition, Long> ends = new HashMap<>();
      asked.forEach(partition -> ends.put(partition, partition(partition).end));
      return ends;
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration patience) {
      accident.run();
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled = new HashMap<>();
      at.replaceAll(
          (partition, from) -> {
            Partition one = partition(partition);
            long to = Math.min(one.end, from + Math.max(0, random.nextInt(24) - 4));
            List<ConsumerRecord<byte[], byte[]>> all =
                RECORDS.getOrDefault(source(partition), List.of());
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            for (int offset = Math.toIntExact(from); offset < to; offset++) {
              if (one.records.get(offset)) {
                found.add(all.get(offset));
              }
            }
            if (!found.isEmpty()) {
              polled.put(partition, found);
            }
            return to;
          });
      return new ConsumerRecords<>(polled, Map.of());
    }

    @Override
    public synchronized OptionalLong currentLag(TopicPartition partition) {
      return OptionalLong.of(partition(partition).end - position(partition));
    }

    @Override
    public synchronized void commitAsync(
        Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {}

    @Override
    public synchronized void close(CloseOptions options) {}
  }
}
