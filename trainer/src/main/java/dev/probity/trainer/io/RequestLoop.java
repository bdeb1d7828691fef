// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.AuditPublisher;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import dev.probity.trainer.RetrainingSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for requests on the retraining topic and has them carried out one at a time. The offset is
 * committed when a request has come to its end, so that one whose trainer died comes again and goes
 * on in the folder of its run. What comes of it is registered, never promoted: that is for a
 * person.
 */
final class RequestLoop implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RequestLoop.class.getName());
  private static final Duration POLL = Duration.ofSeconds(1);

  /** How long a request waits that could not be carried out; others hold runs for minutes. */
  private static final Duration PUT_OFF = Duration.ofSeconds(10);

  private static final List<Topic<?, ?>> NEEDED =
      List.of(Topics.CANDIDATES, Topics.OUTCOMES, Topics.RETRAINING, Topics.MODELS, Topics.AUDIT);

  private final TrainerConfig config;
  private final Profile profile;
  private final TrainerClients clients;
  private final InstantSource clock;
  private final Performer performer;
  private final String model;
  private final ScheduledRequests scheduled;
  private volatile @Nullable Thread thread;
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private volatile boolean member;
  private volatile boolean closing;
  private Instant again = Instant.MIN;

  /** Carries out a request. */
  interface Performer {
    @Nullable TrainingReport perform(Retraining asked) throws OutageException;
  }

  RequestLoop(
      TrainerConfig config,
      Profile profile,
      String model,
      TrainerClients clients,
      InstantSource clock,
      Performer performer) {
    this.config = config;
    this.profile = profile;
    this.model = model;
    this.clients = clients;
    this.clock = clock;
    this.performer = performer;
    this.scheduled =
        new ScheduledRequests(
            new RetrainingSchedule(model, config.everyDays(), config.afterOutcomes()),
            clients,
            config.kafka().names(),
            config.patience(),
            clock);
  }

  void start() {
    if (config.requests() && thread == null) {
      Thread started = new Thread(this::run, "trainer-requests");
      started.setDaemon(true);
      thread = started;
      started.start();
    }
  }

  /** Why no requests are carried out, or null when they are, or are not wanted. */
  @Nullable String notReady() {
    return !config.requests() || member ? null : "no member of the trainer's group yet";
  }

  /** Whether the thread still waits for requests, or none was wanted. */
  boolean isAlive() {
    Thread started = thread;
    return started == null || started.isAlive() || closing;
  }

  @Override
  public void close() {
    closing = true;
    Consumer<byte[], byte[]> waiting = consumer;
    Thread started = thread;
    if (waiting == null || started == null) {
      return; // It still waits for the topics; the thread keeps no process alive.
    }
    waiting.wakeup();
    try {
      started.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    clients.awaitTopics(NEEDED);
    audit(true);
    try (Consumer<byte[], byte[]> opened = clients.requests()) {
      consumer = opened;
      opened.subscribe(List.of(config.kafka().names().of(Topics.RETRAINING)));
      while (!closing) {
        turn(opened);
      }
    } catch (WakeupException e) {
      LOG.log(System.Logger.Level.DEBUG, "woken to stop");
    } finally {
      consumer = null;
      member = false;
    }
    audit(false);
  }

  /** One poll; a request whose broker goes away stays where it is and is polled again later. */
  void turn(Consumer<byte[], byte[]> opened) {
    if (!clock.instant().isBefore(again)) {
      opened.resume(opened.paused());
    }
    for (ConsumerRecord<byte[], byte[]> record : opened.poll(POLL)) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      try {
        handle(record);
      } catch (OutageException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "training put off; offset={0}, reason={1}",
            record.offset(),
            e.getMessage());
        opened.seek(partition, record.offset());
        opened.pause(List.of(partition));
        again = clock.instant().plus(PUT_OFF);
        break;
      }
      if (!committed(opened, partition, record.offset() + 1)) {
        break;
      }
    }
    member = !opened.assignment().isEmpty();
    if (member) {
      ask();
    }
  }

  /** A request whose end cannot be committed comes again, and is known by its run then. */
  private static boolean committed(
      Consumer<byte[], byte[]> opened, TopicPartition partition, long next) {
    try {
      opened.commitSync(Map.of(partition, new OffsetAndMetadata(next)));
      return true;
    } catch (WakeupException closing) {
      throw closing;
    } catch (KafkaException e) {
      LOG.log(
          System.Logger.Level.WARNING, "offset {0} is not committed: {1}", next, e.getMessage());
      if (opened.assignment().contains(partition)) {
        opened.seek(partition, next);
      }
      return false;
    }
  }

  /** Only who has the topic's one partition looks at the schedule: two trainers ask once. */
  private void ask() {
    try {
      scheduled.look();
    } catch (OutageException e) {
      LOG.log(System.Logger.Level.WARNING, "schedule put off; reason={0}", e.getMessage());
    }
  }

  private void handle(ConsumerRecord<byte[], byte[]> record) throws OutageException {
    if (Topics.RETRAINING.codec().decode(record.value())
            instanceof Decoded.Valid<Retraining>(Retraining asked)
        && asked.state() == RetrainingState.REQUESTED
        && asked.model().equals(model)) {
      TrainingReport report = performer.perform(asked);
      LOG.log(
          System.Logger.Level.INFO,
          "request carried out; offset={0}, result={1}",
          record.offset(),
          report == null ? "released before" : report.getClass().getSimpleName());
    }
  }

  private void audit(boolean started) {
    try (Producer<byte[], byte[]> producer = clients.producer()) {
      AuditPublisher audit =
          new AuditPublisher(
              producer,
              config.kafka().names(),
              config.kafka().module(),
              config.kafka().instance(),
              clock);
      Map<String, String> details =
          Map.of(
              "profile", profile.name(),
              "profileDigest", profile.digest(),
              "protectedAttributesOpenedFor", TrainerService.FAIRNESS_PURPOSE);
      (started ? audit.started(details) : audit.stopped(details)).get();
    } catch (ExecutionException e) {
      LOG.log(System.Logger.Level.WARNING, "start or stop is not on the audit topic", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
