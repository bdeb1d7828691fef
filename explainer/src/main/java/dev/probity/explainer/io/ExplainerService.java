// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import dev.probity.explainer.Explaining;
import dev.probity.explainer.PredictionReader;
import dev.probity.explainer.ReasonCatalogue;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.AuditPublisher;
import dev.probity.topics.io.Backoff;
import dev.probity.topics.io.Intake;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.LoopListener;
import dev.probity.topics.io.LoopSettings;
import dev.probity.topics.io.ModelStore;
import dev.probity.topics.io.PollLoop;
import dev.probity.topics.io.PollStage;
import dev.probity.topics.io.RejectLetters;
import dev.probity.topics.io.RestartLimit;
import dev.probity.topics.io.StageHealth;
import dev.probity.topics.io.TailFollower;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.io.TopicsReady;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** The explainer as one object: predictions in, explanations out. */
public final class ExplainerService implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ExplainerService.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);
  private static final Duration RECORD_WITHIN = Duration.ofSeconds(2);
  private static final Duration SAY_GOODBYE_WITHIN = Duration.ofSeconds(3);

  /** Who asks what would have to change may ask a moment after the prediction. */
  private static final Duration TAIL_BEHIND = Duration.ofMillis(200);

  private final ExplainerConfig config;
  private final Profile profile;
  private final ReasonCatalogue catalogue = CatalogueFile.shipped();
  private final String version;
  private final InstantSource clock;
  private final ExplainerMeters meters;
  private final Releases releases;
  private final PollStage stage;
  private final TailFollower follower;
  private final CounterfactualDesk counterfactuals;
  private @Nullable Producer<byte[], byte[]> auditProducer;
  private @Nullable AuditPublisher audit;

  /**
   * An explainer that has not started.
   *
   * @param config what it is told from outside
   * @param profile the profile whose predictions it explains
   * @param store where release bundles lie
   * @param registry where it counts
   * @param clock tells when records are written
   * @param version the build, for dead letters and the ledger
   */
  public ExplainerService(
      ExplainerConfig config,
      Profile profile,
      ModelStore store,
      MeterRegistry registry,
      InstantSource clock,
      String version) {
    this.config = config;
    this.profile = profile;
    this.version = version;
    this.clock = clock;
    this.meters = new ExplainerMeters(registry);
    KafkaSettings kafka = config.kafka();
    this.releases =
        new Releases(
            store,
            new TrustedKeysFile(config.trustedKeysFile()),
            profile,
            catalogue,
            config.tableBudget(),
            new TopicReader(() -> new KafkaConsumer<>(kafka.consumer("models")), PATIENCE),
            kafka.names().of(Topics.MODELS));
    PredictionTail tail = new PredictionTail(config.maxTailRows());
    this.follower =
        new TailFollower(
            "explainer-tail",
            () -> new KafkaConsumer<>(kafka.patientConsumer("tail", TAIL_BEHIND)),
            kafka.names(),
            List.of(Topics.PREDICTIONS),
            Math.max(1, config.maxTailRows() / Topics.PREDICTIONS.partitions()),
            tail::fold);
    this.counterfactuals =
        new CounterfactualDesk(
            tail,
            new WhatIfs(store, new TrustedKeysFile(config.trustedKeysFile()), profile, catalogue),
            this::onRecord,
            new InputSight(
                new TopicReader(() -> new KafkaConsumer<>(kafka.consumer("inputs")), PATIENCE),
                kafka.names()));
    this.stage =
        new PollStage(
            "explainer",
            this::life,
            RestartLimit.usual(),
            Backoff.usual(),
            CLOSE_WITHIN,
            meters,
            RandomGenerator.getDefault());
  }

  /**
   * Starts explaining once the topics take records.
   *
   * @throws IllegalStateException when a topic does not exist, with the command that makes it
   */
  public void start() {
    KafkaSettings kafka = config.kafka();
    try (Admin admin = Admin.create(kafka.admin())) {
      TopicsReady.of(admin, kafka.bootstrapServers(), PATIENCE)
          .await(
              kafka.names(),
              List.of(
                  Topics.PREDICTIONS,
                  Topics.EXPLANATIONS,
                  Topics.MODELS,
                  Topics.REJECTS,
                  Topics.ALERTS,
                  Topics.AUDIT));
    }
    Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("audit"));
    auditProducer = producer;
    AuditPublisher publisher =
        new AuditPublisher(producer, kafka.names(), "explainer", kafka.instance(), clock);
    audit = publisher;
    AuditPublisher.logIfLost(
        publisher.started(
            Map.of(
                "version", version,
                "profile", profile.name(),
                "profileDigest", profile.digest(),
                "explainerDigest", explainerDigest())));
    stage.start();
    follower.start();
  }

  /** What-if questions about the newest predictions. */
  CounterfactualDesk counterfactuals() {
    return counterfactuals;
  }

  private boolean onRecord(String candidateId, String actor) {
    AuditPublisher publisher = audit;
    if (publisher == null) {
      return false;
    }
    AuditEntry read =
        AuditEntry.ofRead(
            "explainer",
            config.kafka().instance(),
            actor,
            clock.instant(),
            candidateId,
            Map.of("door", "GET /candidates/{id}/counterfactual"));
    try {
      publisher.publish(read).get(RECORD_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException notAcknowledged) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private PollLoop life(LoopListener listener) {
    KafkaSettings kafka = config.kafka();
    TopicNames names = kafka.names();
    Map<String, Object> consumer = new TreeMap<>(kafka.groupConsumer());
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(config.batchRows()));
    return new PollLoop(
        LoopSettings.reading(List.of(names.of(Topics.PREDICTIONS))),
        new KafkaConsumer<>(consumer),
        new KafkaProducer<>(kafka.producer("out")),
        new ExplainerStep(names, new PredictionReader(profile.name()), releases, meters, clock),
        new RejectLetters(names, "explainer", kafka.instance(), version, Stage.EXPLAIN, clock),
        new Intake(),
        listener,
        RandomGenerator.getDefault());
  }

  /** Finishes the batch in hand, commits, and leaves. */
  @Override
  public void close() {
    follower.close();
    stage.close();
    AuditPublisher publisher = audit;
    Producer<byte[], byte[]> producer = auditProducer;
    if (publisher != null && producer != null) {
      CompletableFuture<Void> goodbye =
          publisher
              .stopped(Map.of("version", version))
              .completeOnTimeout(null, SAY_GOODBYE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      AuditPublisher.logIfLost(goodbye);
      try {
        goodbye.join();
      } catch (CompletionException e) {
        LOG.log(System.Logger.Level.DEBUG, "the stop is not on the audit topic");
      }
      producer.close(SAY_GOODBYE_WITHIN);
    }
  }

  /** How the loop fares. */
  public StageHealth stage() {
    return stage.health();
  }

  /** Whether the loop still turns. */
  public boolean isAlive() {
    return stage.health().live(config.maxPollAge());
  }

  /** Why it does not explain; empty when it does. */
  public String notReady() {
    StageHealth health = stage.health();
    return health.ready() ? "" : health.state() + ": " + health.reason();
  }

  private String explainerDigest() {
    return Explaining.digest(profile, catalogue, config.tableBudget());
  }

  /** What the readiness check shows. */
  public Map<String, String> facts() {
    Map<String, String> facts = new TreeMap<>();
    String reason = notReady();
    facts.put("reason", reason.isEmpty() ? "explaining" : reason);
    facts.put("explainer", explainerDigest());
    Releases.Newest newest = releases.newest();
    if (newest != null) {
      facts.put("digest", newest.digest());
      facts.put("self-test", "passed " + newest.selfTestRows() + " rows");
      facts.put("tables", newest.tables());
    }
    return facts;
  }
}
