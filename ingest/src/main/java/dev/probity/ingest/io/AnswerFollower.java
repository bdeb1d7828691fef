// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.Answer;
import dev.probity.ingest.AnswerView;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventReader;
import dev.probity.topics.InboundEvent;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
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
 * Follows the tail of candidates and of what came of them, and keeps it in the view. It has no
 * group and no committed offset: after a restart it begins a little before the end.
 */
final class AnswerFollower implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(AnswerFollower.class.getName());
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STUCK = Duration.ofSeconds(30);
  private static final List<Topic<?, ?>> FOLLOWED =
      List.of(
          Topics.CANDIDATES,
          Topics.PREDICTIONS,
          Topics.EXPLANATIONS,
          Topics.OVERSIGHT,
          Topics.REJECTS);

  private final EventReader candidates = EventReader.of(Topics.CANDIDATES);
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final TopicNames names;
  private final AnswerView view;
  private final long tail;
  private final Thread thread;
  private volatile long polledNanos = System.nanoTime();
  private volatile boolean following;
  private volatile boolean closing;
  private volatile @Nullable Consumer<byte[], byte[]> running;

  /**
   * A follower that does not run yet.
   *
   * @param tail how many records before the end of each partition it begins
   */
  AnswerFollower(
      Supplier<Consumer<byte[], byte[]>> consumers, TopicNames names, AnswerView view, long tail) {
    this.consumers = consumers;
    this.names = names;
    this.view = view;
    this.tail = tail;
    this.thread = new Thread(this::run, "ingest-answers");
    this.thread.setDaemon(true);
  }

  AnswerView view() {
    return view;
  }

  void start() {
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
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          fold(record);
        }
        polledNanos = System.nanoTime();
      }
    } catch (WakeupException e) {
      LOG.log(System.Logger.Level.DEBUG, "answers no longer followed");
    } finally {
      following = false;
    }
  }

  /** Takes all partitions, a little before their ends; false when the broker is not there yet. */
  private boolean assign(Consumer<byte[], byte[]> consumer) {
    try {
      List<TopicPartition> partitions = new ArrayList<>();
      for (Topic<?, ?> topic : FOLLOWED) {
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

  private void fold(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    if (record.key() == null || value == null) {
      return;
    }
    Topic<?, ?> topic = names.topic(record.topic());
    if (Topics.REJECTS.equals(topic)) {
      foldReject(record);
    } else if (Topics.OVERSIGHT.equals(topic)) {
      foldOversight(value);
    } else if (Topics.CANDIDATES.equals(topic)) {
      foldCandidate(record);
    } else if (Codecs.TEXT_KEY.decode(record.key()) instanceof Decoded.Valid<String>(String id)) {
      Bytes body = Bytes.copyOf(value);
      boolean explains = Topics.EXPLANATIONS.equals(topic);
      view.update(id, answer -> explains ? answer.explained(body) : answer.scored(body));
    }
  }

  /** Of a candidate's own records only the last counts; they share a partition. */
  private void foldCandidate(ConsumerRecord<byte[], byte[]> record) {
    SourcePosition at =
        new SourcePosition(Topics.CANDIDATES.name(), record.partition(), record.offset());
    if (Codecs.TEXT_KEY.decode(record.key()) instanceof Decoded.Valid<String>(String id)
        && candidates.read(at, id, record.value(), record.headers())
            instanceof Decoded.Valid<InboundEvent>(InboundEvent event)) {
      if (event.eventType() == EventType.CANDIDATE_WITHDRAWN) {
        view.withdraw(id);
      } else {
        view.submitted(id);
      }
    }
  }

  /** Only refusals after acceptance name a candidate; those at a door have no key. */
  private void foldReject(ConsumerRecord<byte[], byte[]> record) {
    if (DeadLetter.read(record.key(), record.value(), record.headers())
            instanceof Decoded.Valid<Reject>(Reject reject)
        && Codecs.TEXT_KEY.decode(record.key()) instanceof Decoded.Valid<String>(String id)) {
      view.update(id, (Answer answer) -> answer.refused(reject.reasonCode()));
    }
  }

  /** Orders about models and words about alerts name no candidate. */
  private void foldOversight(byte[] value) {
    if (Topics.OVERSIGHT.codec().decode(value)
            instanceof Decoded.Valid<OversightDecision>(OversightDecision decision)
        && decision.candidateId() != null) {
      Bytes body = Bytes.copyOf(value);
      view.update(decision.candidateId(), answer -> answer.overseen(body));
    }
  }

  /** Why answers are not followed, or null when they are. */
  @Nullable String notReady() {
    return following ? null : "the topics of the answers cannot be read yet";
  }

  boolean isAlive() {
    return thread.isAlive() && System.nanoTime() - polledNanos < STUCK.toNanos();
  }

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
