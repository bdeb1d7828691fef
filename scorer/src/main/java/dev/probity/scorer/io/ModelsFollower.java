// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import dev.probity.scorer.Releases;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.ModelRelease;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Follows the models topic from its beginning, without a group, and lets the desk settle what it
 * says whenever everything there is by now is read. When the broker goes away it begins anew.
 */
final class ModelsFollower implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ModelsFollower.class.getName());
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Supplier<Consumer<byte[], byte[]>> clients;
  private final String topic;
  private final Releases none;
  private final ChampionDesk desk;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Consumer<byte[], byte[]> client;
  private volatile @Nullable String death;

  ModelsFollower(
      Supplier<Consumer<byte[], byte[]>> clients, String topic, Releases none, ChampionDesk desk) {
    this.clients = clients;
    this.topic = topic;
    this.none = none;
    this.desk = desk;
    this.thread = Thread.ofPlatform().name("probity-scorer-models").daemon().unstarted(this::run);
    this.thread.setUncaughtExceptionHandler(
        (dead, cause) -> {
          death = cause.getClass().getName();
          LOG.log(System.Logger.Level.ERROR, "follower of the models topic died", cause);
        });
  }

  void start() {
    thread.start();
  }

  /** What ended the follower; null while it lives. */
  @Nullable String death() {
    return death;
  }

  void run() {
    while (closing.getCount() > 0) {
      try (Consumer<byte[], byte[]> opened = clients.get()) {
        client = opened;
        follow(opened);
      } catch (WakeupException e) {
        LOG.log(System.Logger.Level.DEBUG, "follower of the models topic was woken to close");
      } catch (KafkaException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "models topic cannot be read, trying again; error={0}",
            e.getClass().getSimpleName());
        pause();
      }
    }
  }

  private void follow(Consumer<byte[], byte[]> opened) {
    List<TopicPartition> partitions =
        opened.partitionsFor(topic).stream()
            .map(one -> new TopicPartition(topic, one.partition()))
            .toList();
    opened.assign(partitions);
    opened.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = opened.endOffsets(partitions);
    Releases releases = none;
    boolean caughtUp = false;
    while (closing.getCount() > 0) {
      for (ConsumerRecord<byte[], byte[]> one : opened.poll(POLL)) {
        releases = fold(releases, one);
      }
      caughtUp = caughtUp || reached(opened, ends);
      if (caughtUp) {
        desk.settle(releases);
      }
    }
  }

  private static boolean reached(Consumer<byte[], byte[]> opened, Map<TopicPartition, Long> ends) {
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      if (opened.position(end.getKey()) < end.getValue()) {
        return false;
      }
    }
    return true;
  }

  private static Releases fold(Releases releases, ConsumerRecord<byte[], byte[]> one) {
    return switch (Topics.MODELS.codec().decode(one.value())) {
      case Decoded.Valid<ModelRelease>(ModelRelease release) -> releases.plus(release);
      case Decoded.Invalid<ModelRelease> invalid -> {
        LOG.log(
            System.Logger.Level.WARNING,
            "record of the models topic passed over; partition={0} offset={1} reason={2}",
            one.partition(),
            one.offset(),
            invalid.describe());
        yield releases;
      }
    };
  }

  private void pause() {
    try {
      closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    Consumer<byte[], byte[]> current = client;
    if (current != null) {
      current.wakeup();
    }
    try {
      if (thread.isAlive() && !thread.join(CLOSE_WITHIN)) {
        LOG.log(System.Logger.Level.WARNING, "follower of the models topic did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
