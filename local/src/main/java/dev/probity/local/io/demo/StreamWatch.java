// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.Signal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what comes of the stream: how many records each topic has got since the watch began, and
 * the few records that tell a story. Used by one thread.
 */
public final class StreamWatch implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(100);

  /** The topics whose records tell what became of a release. */
  public static final List<Topic<?, ?>> RELEASES = List.of(Topics.MODELS, Topics.RETRAINING);

  /** The topics whose records tell the whole story. */
  public static final List<Topic<?, ?>> STORY =
      List.of(Topics.SIGNALS, Topics.ALERTS, Topics.MODELS, Topics.RETRAINING);

  private final Consumer<byte[], byte[]> consumer;
  private final Consumer<byte[], byte[]> positions;
  private final TopicNames names;
  private final Map<TopicPartition, Long> begin;
  private final Map<Topic<?, ?>, List<TopicPartition>> partitions = new HashMap<>();
  private final List<Signal> signals = new ArrayList<>();
  private final List<Alert> alerts = new ArrayList<>();
  private final List<ModelRelease> releases = new ArrayList<>();
  private final List<Retraining> retrainings = new ArrayList<>();
  private Map<TopicPartition, Long> ends;

  /**
   * Begins at the present ends of all topics.
   *
   * @param consumer reads the topics that tell a story
   * @param positions asks for ends on a connection of its own, where no fetch waits before it
   * @param told the topics whose records are kept
   */
  public StreamWatch(
      Consumer<byte[], byte[]> consumer,
      Consumer<byte[], byte[]> positions,
      TopicNames names,
      List<Topic<?, ?>> told) {
    this.consumer = consumer;
    this.positions = positions;
    this.names = names;
    List<TopicPartition> all = new ArrayList<>();
    List<TopicPartition> read = new ArrayList<>();
    for (Topic<?, ?> topic : Topics.all()) {
      List<TopicPartition> own = new ArrayList<>();
      for (PartitionInfo info : positions.partitionsFor(names.of(topic))) {
        own.add(new TopicPartition(info.topic(), info.partition()));
      }
      partitions.put(topic, own);
      all.addAll(own);
      if (told.contains(topic)) {
        read.addAll(own);
      }
    }
    this.begin = Map.copyOf(positions.endOffsets(all));
    this.ends = begin;
    consumer.assign(read);
    read.forEach(partition -> consumer.seek(partition, begin.getOrDefault(partition, 0L)));
  }

  /** Reads what has come, waiting a moment when nothing has. */
  public void look(Duration moment) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(moment)) {
      Topic<?, ?> topic = names.topic(record.topic());
      if (Topics.SIGNALS.equals(topic)) {
        keep(signals, Topics.SIGNALS.codec().decode(record.value()), Story::tells);
      } else if (Topics.ALERTS.equals(topic)) {
        keep(alerts, Topics.ALERTS.codec().decode(record.value()), told -> true);
      } else if (Topics.MODELS.equals(topic)) {
        keep(releases, Topics.MODELS.codec().decode(record.value()), told -> true);
      } else if (Topics.RETRAINING.equals(topic)) {
        keep(retrainings, Topics.RETRAINING.codec().decode(record.value()), told -> true);
      }
    }
    ends = positions.endOffsets(begin.keySet());
  }

  /** Looks again and again, a tenth of a second apart, until something holds. */
  void await(BooleanSupplier done, InstantSource clock, Duration patience, String what)
      throws IOException {
    await(done, clock, patience, LOOK, what);
  }

  /**
   * Looks again and again until something holds.
   *
   * @param patience after this long it is given up
   * @param moment how long a look waits when nothing has come
   * @param what is waited for, in words
   */
  public void await(
      BooleanSupplier done, InstantSource clock, Duration patience, Duration moment, String what)
      throws IOException {
    Instant deadline = clock.instant().plus(patience);
    while (!done.getAsBoolean()) {
      if (clock.instant().isAfter(deadline)) {
        throw new IOException("waited " + patience.toMinutes() + " minutes for " + what);
      }
      look(moment);
    }
  }

  private static <T> void keep(List<T> all, Decoded<T> decoded, Predicate<T> told) {
    switch (decoded) {
      case Decoded.Valid<T>(T value) -> {
        if (told.test(value)) {
          all.add(value);
        }
      }
      case Decoded.Invalid<T> invalid ->
          throw new IllegalStateException("a record of ours cannot be read: " + invalid.describe());
    }
  }

  /** How many records the topic has got since the watch began, by the last look. */
  public long count(Topic<?, ?> topic) {
    long count = 0;
    for (TopicPartition partition : partitions.getOrDefault(topic, List.of())) {
      count += ends.getOrDefault(partition, 0L) - begin.getOrDefault(partition, 0L);
    }
    return count;
  }

  /** Where each partition of the topic began, for those who read it again. */
  Map<TopicPartition, Long> begin(Topic<?, ?> topic) {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (TopicPartition partition : partitions.getOrDefault(topic, List.of())) {
      positions.put(partition, begin.getOrDefault(partition, 0L));
    }
    return positions;
  }

  /** The end of each of the topic's partitions, by the last look. */
  public Map<Integer, Long> end(Topic<?, ?> topic) {
    Map<Integer, Long> end = new HashMap<>();
    for (TopicPartition partition : partitions.getOrDefault(topic, List.of())) {
      end.put(partition.partition(), ends.getOrDefault(partition, 0L));
    }
    return end;
  }

  /** The ends of all partitions, by the last look. */
  Map<TopicPartition, Long> ends() {
    return Map.copyOf(ends);
  }

  /** The signals so far that {@link Story#tells}; a run has tens of thousands of others. */
  List<Signal> signals() {
    return List.copyOf(signals);
  }

  /** All changes of alerts so far. */
  List<Alert> alerts() {
    return List.copyOf(alerts);
  }

  /** All that happened to releases so far. */
  List<ModelRelease> releases() {
    return List.copyOf(releases);
  }

  /** All steps of retraining so far. */
  List<Retraining> retrainings() {
    return List.copyOf(retrainings);
  }

  @Override
  public void close() {
    consumer.close();
    positions.close();
  }
}
