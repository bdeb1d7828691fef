// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import dev.probity.scorer.Releases;
import dev.probity.scorer.ServingOrders;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.OversightDecision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Follows the models topic from its beginning, without a group, and what people order about the
 * model on the oversight topic from where it is acknowledged. The desk settles what both say
 * whenever everything there is by now is read; an order that is carried out is acknowledged on the
 * models topic. When the broker goes away it begins anew.
 */
final class ModelsFollower implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ModelsFollower.class.getName());
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Supplier<Consumer<byte[], byte[]>> clients;
  private final TopicNames names;
  private final Releases none;
  private final ServingOrders noOrders;
  private final ChampionDesk desk;
  private final Orders orders;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Consumer<byte[], byte[]> client;
  private volatile @Nullable String death;

  /** What to do with an order; called on the follower's thread. */
  interface Orders {
    /** Puts on the models topic that an order is carried out, once it is; false while it is not. */
    boolean acknowledge(OversightDecision order, ModelRelease champion, String positions);

    /** A record about the model that is no order. */
    void refused(ConsumerRecord<byte[], byte[]> one, Decoded.Invalid<OversightDecision> why);
  }

  ModelsFollower(
      Supplier<Consumer<byte[], byte[]>> clients,
      TopicNames names,
      Releases none,
      ServingOrders noOrders,
      ChampionDesk desk,
      Orders orders) {
    this.clients = clients;
    this.names = names;
    this.none = none;
    this.noOrders = noOrders;
    this.desk = desk;
    this.orders = orders;
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
        new Reading(opened).follow();
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

  /** One client's reading of both topics, from the beginning. */
  private final class Reading {
    private final Consumer<byte[], byte[]> opened;
    private final String models = names.of(Topics.MODELS);
    private final String oversight = names.of(Topics.OVERSIGHT);
    private Releases releases = none;
    private ServingOrders ordered = noOrders;
    private String answered = "";

    Reading(Consumer<byte[], byte[]> opened) {
      this.opened = opened;
    }

    void follow() {
      List<TopicPartition> released = partitions(models);
      opened.assign(released);
      opened.seekToBeginning(released);
      if (!catchUp(released)) {
        return;
      }
      List<TopicPartition> decided = partitions(oversight);
      List<TopicPartition> all = new ArrayList<>(released);
      all.addAll(decided);
      opened.assign(all);
      Map<TopicPartition, Long> beginnings = opened.beginningOffsets(decided);
      for (TopicPartition one : decided) {
        opened.seek(one, Math.max(beginnings.getOrDefault(one, 0L), ordered.from(one.partition())));
      }
      if (!catchUp(decided)) {
        return;
      }
      while (closing.getCount() > 0) {
        desk.settle(releases, ordered.halts());
        answer();
        opened.poll(POLL).forEach(this::take);
      }
    }

    private List<TopicPartition> partitions(String topic) {
      return opened.partitionsFor(topic).stream()
          .map(one -> new TopicPartition(topic, one.partition()))
          .toList();
    }

    /** Reads up to where the partitions end now; false when closed meanwhile. */
    private boolean catchUp(List<TopicPartition> partitions) {
      Map<TopicPartition, Long> ends = opened.endOffsets(partitions);
      while (closing.getCount() > 0) {
        opened.poll(POLL).forEach(this::take);
        if (ends.entrySet().stream()
            .allMatch(end -> opened.position(end.getKey()) >= end.getValue())) {
          return true;
        }
      }
      return false;
    }

    private void take(ConsumerRecord<byte[], byte[]> one) {
      if (one.topic().equals(models)) {
        released(one);
      } else {
        decided(one);
      }
    }

    private void released(ConsumerRecord<byte[], byte[]> one) {
      switch (Topics.MODELS.codec().decode(one.value())) {
        case Decoded.Valid<ModelRelease>(ModelRelease release) -> {
          releases = releases.plus(release);
          Header positions = one.headers().lastHeader(EventHeaders.ORDER_POSITIONS);
          if (positions != null && release.key().equals(ModelRelease.servingKey(none.model()))) {
            ordered =
                ordered.acknowledged(new String(positions.value(), StandardCharsets.US_ASCII));
          }
        }
        case Decoded.Invalid<ModelRelease> invalid ->
            LOG.log(
                System.Logger.Level.WARNING,
                "record of the models topic passed over; partition={0} offset={1} reason={2}",
                one.partition(),
                one.offset(),
                invalid.describe());
      }
    }

    private void decided(ConsumerRecord<byte[], byte[]> one) {
      if (!isAboutModel(one.key())) {
        return;
      }
      switch (Topics.OVERSIGHT.codec().decode(one.value())) {
        case Decoded.Valid<OversightDecision>(OversightDecision decision) ->
            ordered = ordered.plus(one.partition(), one.offset(), decision);
        case Decoded.Invalid<OversightDecision> invalid -> orders.refused(one, invalid);
      }
    }

    private boolean isAboutModel(byte @Nullable [] key) {
      return key != null && new String(key, StandardCharsets.UTF_8).equals("model:" + none.model());
    }

    private void answer() {
      OversightDecision open = ordered.open();
      ModelRelease champion = releases.serving();
      String positions = ordered.positions();
      if (open != null
          && champion != null
          && !positions.equals(answered)
          && orders.acknowledge(open, champion, positions)) {
        answered = positions;
      }
    }
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
