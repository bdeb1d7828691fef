// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.probity.topics.DeadLetter;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Reject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ends of the predictions, explanations and rejects topics while calls wait, whichever
 * process wrote there, and gives the calls what is theirs. What it reads the broker has: nothing is
 * answered before it is on record. Predictions of the scorer in this process it is told of as soon
 * as they are acknowledged, and need not parse again. While nobody calls it reads nothing, and
 * explanations only once a call has asked for one.
 */
final class AnswerTail implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(AnswerTail.class.getName());
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
  private static final List<Topic<?, ?>> FOLLOWED = List.of(Topics.PREDICTIONS, Topics.REJECTS);

  /** What every candidate id made at this door begins with. */
  static final String IDS = "oip-";

  private static final byte[] IDS_BYTES = IDS.getBytes(US_ASCII);

  private final Supplier<Consumer<byte[], byte[]>> clients;
  private final TopicNames names;
  private final Thread thread;
  private final Map<String, PendingCall> waiting = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final Object lock = new Object();
  private boolean attached;
  private boolean explanationsAsked;
  private boolean explanationsAttached;
  private boolean closing;
  private volatile @Nullable Consumer<byte[], byte[]> running;

  AnswerTail(Supplier<Consumer<byte[], byte[]>> clients, TopicNames names) {
    this.clients = clients;
    this.names = names;
    this.thread = Thread.ofPlatform().name("probity-scorer-answers").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * Gives this call what is published from now on.
   *
   * @return false when the topics cannot be read within the patience
   */
  boolean watch(PendingCall call, Duration patience) throws InterruptedException {
    call.candidateIds().forEach(id -> waiting.put(id, call));
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (lock) {
      explanationsAsked |= call.explains();
      lock.notifyAll();
      while (!isReadFor(call) && !closing) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          break;
        }
        lock.wait(left);
      }
      return isReadFor(call) && !closing;
    }
  }

  private boolean isReadFor(PendingCall call) {
    return attached && (explanationsAttached || !call.explains());
  }

  /** Nobody waits for this call any more. */
  void forget(PendingCall call) {
    call.candidateIds().forEach(waiting::remove);
  }

  /** A prediction of this process that the broker has: nobody need wait until it is read again. */
  void recorded(Prediction prediction) {
    PendingCall call = waiting.get(prediction.candidateId());
    if (call != null && !prediction.shadow()) {
      call.predicted(prediction);
    }
  }

  /** Whether the topics are read now. */
  boolean isAttached() {
    synchronized (lock) {
      return attached;
    }
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  private void run() {
    while (awaitCall()) {
      try (Consumer<byte[], byte[]> consumer = clients.get()) {
        running = consumer;
        follow(consumer);
      } catch (WakeupException e) {
        LOG.log(System.Logger.Level.DEBUG, "answers no longer followed");
      } catch (KafkaException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "answers cannot be read, trying again; error={0}",
            e.getClass().getSimpleName());
        detach();
        pause();
      } finally {
        running = null;
      }
    }
    detach();
  }

  private boolean awaitCall() {
    synchronized (lock) {
      if (waiting.isEmpty()) {
        next.clear();
      }
      while (waiting.isEmpty() && !closing) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return !closing;
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    attach(consumer, false);
    long busy = System.nanoTime();
    while (true) {
      if (explanationsMissing()) {
        attach(consumer, true);
      }
      for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
        next.put(new TopicPartition(one.topic(), one.partition()), one.offset() + 1);
        fold(one);
      }
      long now = System.nanoTime();
      busy = waiting.isEmpty() ? busy : now;
      synchronized (lock) {
        boolean idle = waiting.isEmpty() && now - busy > IDLE.toNanos();
        if (closing || idle) {
          attached = false;
          explanationsAttached = false;
          explanationsAsked = false;
          next.clear();
          return;
        }
      }
    }
  }

  /** From the end; after an outage in the middle of a call from where it broke off. */
  private void attach(Consumer<byte[], byte[]> consumer, boolean explanations) {
    List<Topic<?, ?>> topics = new ArrayList<>(FOLLOWED);
    if (explanations) {
      topics.add(Topics.EXPLANATIONS);
    }
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic<?, ?> topic : topics) {
      for (PartitionInfo info : consumer.partitionsFor(names.of(topic))) {
        partitions.add(new TopicPartition(info.topic(), info.partition()));
      }
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    for (TopicPartition one : partitions) {
      Long from = next.get(one);
      if (from == null) {
        next.put(one, consumer.position(one));
      } else {
        consumer.seek(one, from);
      }
    }
    synchronized (lock) {
      attached = true;
      explanationsAttached |= explanations;
      lock.notifyAll();
    }
  }

  private boolean explanationsMissing() {
    synchronized (lock) {
      return explanationsAsked && !explanationsAttached;
    }
  }

  private void detach() {
    synchronized (lock) {
      attached = false;
      explanationsAttached = false;
      lock.notifyAll();
    }
  }

  private void fold(ConsumerRecord<byte[], byte[]> one) {
    byte[] key = one.key();
    if (key == null || !isOurs(key)) {
      return;
    }
    PendingCall call = waiting.get(new String(key, US_ASCII));
    if (call == null) {
      return;
    }
    Topic<?, ?> topic = names.topic(one.topic());
    if (Topics.PREDICTIONS.equals(topic)
        && call.lacksPrediction(new String(key, US_ASCII))
        && Topics.PREDICTIONS.codec().decode(one.value())
            instanceof Decoded.Valid<Prediction>(Prediction prediction)
        && !prediction.shadow()) {
      call.predicted(prediction);
    } else if (Topics.EXPLANATIONS.equals(topic)
        && call.explains()
        && Topics.EXPLANATIONS.codec().decode(one.value())
            instanceof Decoded.Valid<Explanation>(Explanation explanation)) {
      call.explained(explanation);
    } else if (Topics.REJECTS.equals(topic)
        && DeadLetter.read(key, one.value(), one.headers())
            instanceof Decoded.Valid<Reject>(Reject reject)) {
      call.refused(new String(key, US_ASCII), reject.reasonCode(), reject.reason());
    }
  }

  private static boolean isOurs(byte[] key) {
    if (key.length <= IDS_BYTES.length) {
      return false;
    }
    for (int i = 0; i < IDS_BYTES.length; i++) {
      if (key[i] != IDS_BYTES[i]) {
        return false;
      }
    }
    return true;
  }

  private void pause() {
    synchronized (lock) {
      if (!closing) {
        try {
          lock.wait(PAUSE.toMillis());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          closing = true;
        }
      }
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closing = true;
      lock.notifyAll();
    }
    Consumer<byte[], byte[]> consumer = running;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join(CLOSE_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
