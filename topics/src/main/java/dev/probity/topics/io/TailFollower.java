// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Follows the tail of topics on a thread of its own. It has no group and no committed offset: after
 * a restart it begins a little before the end.
 */
public final class TailFollower implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TailFollower.class.getName());
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STUCK = Duration.ofSeconds(30);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final TopicNames names;
  private final List<Topic<?, ?>> topics;
  private final long tail;
  private final java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> visit;
  private final Thread thread;
  private volatile long polledNanos = System.nanoTime();
  private volatile boolean following;
  private volatile boolean closing;
  private volatile @Nullable Consumer<byte[], byte[]> running;

  /**
   * A follower that does not run yet.
   *
   * @param name the name of its thread
   * @param consumers makes the consumer, on the follower's thread
   * @param names the names of the topics in the cluster
   * @param topics what is followed
   * @param tail how many records before the end of each partition it begins
   * @param visit sees each record, on the follower's thread
   */
  public TailFollower(
      String name,
      Supplier<Consumer<byte[], byte[]>> consumers,
      TopicNames names,
      List<Topic<?, ?>> topics,
      long tail,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> visit) {
    this.consumers = consumers;
    this.names = names;
    this.topics = List.copyOf(topics);
    this.tail = tail;
    this.visit = visit;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  /** Begins to follow. */
  public void start() {
    thread.start();
  }

  private void run() {
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      running = consumer;
      while (!closing && !assign(consumer)) {
        polledNanos = System.nanoTime();
      }
      following = true;
      while (!closing) {
        consumer.poll(POLL).forEach(visit);
        polledNanos = System.nanoTime();
      }
    } catch (WakeupException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0} stops following", thread.getName());
    } finally {
      following = false;
    }
  }

  /** Takes all partitions, a little before their ends; false when the broker is not there yet. */
  private boolean assign(Consumer<byte[], byte[]> consumer) {
    try {
      List<TopicPartition> partitions = new ArrayList<>();
      for (Topic<?, ?> topic : topics) {
        for (PartitionInfo info : consumer.partitionsFor(names.of(topic))) {
          partitions.add(new TopicPartition(info.topic(), info.partition()));
        }
      }
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      ends.forEach(
          (partition, end) ->
              consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - tail)));
      return true;
    } catch (RetriableException e) {
      return false;
    }
  }

  /** Whether the topics are being read. */
  public boolean isFollowing() {
    return following;
  }

  /** Whether its thread makes progress. */
  public boolean isAlive() {
    return thread.isAlive() && System.nanoTime() - polledNanos < STUCK.toNanos();
  }

  /** Stops following; returns when its thread has ended, or after five seconds. */
  @Override
  public void close() {
    closing = true;
    Consumer<byte[], byte[]> consumer = running;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
