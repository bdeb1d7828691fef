// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The loop's place in its consumer group: which partitions are ours, how far they are done, what is
 * committed. Touched by the loop's thread only; rebalances arrive inside its polls.
 */
final class Membership implements ConsumerRebalanceListener {
  private static final System.Logger LOG = System.getLogger(Membership.class.getName());

  private final LoopSettings settings;
  private final Consumer<byte[], byte[]> consumer;
  private final BatchStep step;
  private final LongSupplier nanoTime;
  private final Progress progress = new Progress();
  private final Set<TopicPartition> unannounced = new HashSet<>();

  /** Partitions that were ours without a break since the batch in hand was polled. */
  private final Set<TopicPartition> held = new HashSet<>();

  /** So long nothing may be heard of the broker before the loop asks after it. */
  private static final Duration ASK_AFTER = Duration.ofSeconds(5);

  private boolean intakeOpen = true;
  private boolean waiting;
  private long lastCommitNanos;
  private volatile long lastPollNanos;
  private long heardNanos;

  Membership(
      LoopSettings settings,
      Consumer<byte[], byte[]> consumer,
      BatchStep step,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.consumer = consumer;
    this.step = step;
    this.nanoTime = nanoTime;
    this.lastPollNanos = nanoTime.getAsLong();
    this.lastCommitNanos = lastPollNanos;
    this.heardNanos = lastPollNanos;
  }

  void subscribe() {
    consumer.subscribe(settings.topics(), this);
  }

  ConsumerRecords<byte[], byte[]> poll() {
    ConsumerRecords<byte[], byte[]> polled = poll(settings.pollTimeout());
    held.clear();
    held.addAll(consumer.assignment());
    return polled;
  }

  private ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> polled = consumer.poll(timeout);
    lastPollNanos = nanoTime.getAsLong();
    if (!polled.isEmpty()) {
      heardNanos = lastPollNanos;
    }
    return polled;
  }

  /**
   * Whether a broker is there. A poll brings nothing from an idle topic and nothing from a broker
   * that is away, so after five quiet seconds the end of the first topic is asked for.
   */
  boolean hearsBroker() {
    if (nanoTime.getAsLong() - heardNanos < ASK_AFTER.toNanos()) {
      return true;
    }
    TopicPartition any = new TopicPartition(settings.topics().getFirst(), 0);
    try {
      consumer.endOffsets(List.of(any), settings.clientTimeout());
      heardNanos = nanoTime.getAsLong();
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** A poll that keeps the membership and takes nothing, while a batch is in hand. */
  void pollPaused(Duration timeout) {
    waiting = true;
    consumer.pause(consumer.assignment());
    if (!poll(timeout).isEmpty()) {
      throw new IllegalStateException("a paused consumer handed over records");
    }
  }

  /** The batch is done: partitions flow again unless the intake is closed. */
  void resumeAfterWait() {
    if (waiting) {
      waiting = false;
      setIntakeOpen(intakeOpen);
    }
  }

  void setIntakeOpen(boolean open) {
    intakeOpen = open;
    if (open) {
      consumer.resume(consumer.assignment());
    } else {
      consumer.pause(consumer.assignment());
    }
  }

  long nanosSinceLastPoll() {
    return nanoTime.getAsLong() - lastPollNanos;
  }

  /** Tells the step about new partitions before it sees any of their records. */
  void announceAssigned(List<ConsumerRecord<byte[], byte[]>> batch) {
    unannounced.retainAll(consumer.assignment());
    if (!unannounced.isEmpty()) {
      Map<TopicPartition, Long> next = nextOffsets(batch);
      next.keySet().retainAll(unannounced);
      step.assigned(Map.copyOf(next));
      unannounced.clear();
    }
  }

  /** Of every assigned partition, the offset of the next record to be handled. */
  Map<TopicPartition, Long> nextOffsets(List<ConsumerRecord<byte[], byte[]>> batch) {
    Map<TopicPartition, Long> next = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> one : batch) {
      next.putIfAbsent(new TopicPartition(one.topic(), one.partition()), one.offset());
    }
    for (TopicPartition partition : consumer.assignment()) {
      if (!next.containsKey(partition)) {
        next.put(partition, consumer.position(partition, settings.clientTimeout()));
      }
    }
    return next;
  }

  /** Everything before these positions is acknowledged; from now on they may be committed. */
  void acknowledged(Map<TopicPartition, OffsetAndMetadata> next) {
    progress.acknowledged(next, held);
  }

  /** Commits when the time has come; says whether it had. */
  boolean commitIfDue() {
    boolean due = nanoTime.getAsLong() - lastCommitNanos >= settings.commitEvery().toNanos();
    if (due) {
      commit();
    }
    return due;
  }

  void commit() {
    lastCommitNanos = nanoTime.getAsLong();
    if (progress.isCommitted()) {
      return;
    }
    try {
      consumer.commitSync(progress.uncommitted(), settings.clientTimeout());
      progress.committed();
    } catch (TimeoutException | RebalanceInProgressException | CommitFailedException e) {
      // Tried again with the next commit; until then a crash only repeats records.
      LOG.log(
          System.Logger.Level.WARNING,
          "commit put off; topics={0} error={1}",
          settings.topics(),
          e.getClass().getName());
    }
  }

  void reportLag(LoopListener listener) {
    for (TopicPartition partition : consumer.assignment()) {
      consumer.currentLag(partition).ifPresent(records -> listener.lag(partition, records));
    }
  }

  /** Leaves the group only for good: a stage that begins anew keeps its partitions. */
  void close(boolean forGood) {
    GroupMembershipOperation operation =
        forGood ? GroupMembershipOperation.LEAVE_GROUP : GroupMembershipOperation.REMAIN_IN_GROUP;
    try {
      consumer.close(
          CloseOptions.timeout(settings.drainTimeout()).withGroupMembershipOperation(operation));
    } catch (KafkaException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "consumer did not close cleanly; topics={0} error={1}",
          settings.topics(),
          e.getClass().getName());
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    unannounced.addAll(partitions);
    if (waiting || !intakeOpen) {
      consumer.pause(partitions);
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    commit();
    onPartitionsLost(partitions);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    held.removeAll(partitions);
    progress.forget(partitions);
    unannounced.removeAll(partitions);
    step.revoked(Set.copyOf(partitions));
  }
}
