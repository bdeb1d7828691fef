// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import dev.probity.scorer.CandidateReader;
import dev.probity.scorer.Contender;
import dev.probity.scorer.RefusedRelease;
import dev.probity.scorer.ReleaseRef;
import dev.probity.scorer.Releases;
import dev.probity.scorer.ServingModel;
import dev.probity.scorer.ServingOrders;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.Acknowledgement;
import dev.probity.topics.io.AuditPublisher;
import dev.probity.topics.io.Backoff;
import dev.probity.topics.io.Intake;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.LoopListener;
import dev.probity.topics.io.LoopSettings;
import dev.probity.topics.io.ModelStore;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.PollLoop;
import dev.probity.topics.io.PollStage;
import dev.probity.topics.io.RejectLetters;
import dev.probity.topics.io.RestartLimit;
import dev.probity.topics.io.StageHealth;
import dev.probity.topics.io.StageState;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.io.TopicsReady;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Stage;
import dev.probity.topics.value.Check;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The scorer as one object: candidates in, predictions out, releases followed. */
public final class ScorerService implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ScorerService.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);
  private static final Duration SAY_GOODBYE_WITHIN = Duration.ofSeconds(3);

  private final ScorerConfig config;
  private final Profile profile;
  private final String model;
  private final String version;
  private final InstantSource clock;
  private final ScoringMeters meters;
  private final Intake intake = new Intake();
  private final ReleaseLoader loader;
  private final ChampionDesk desk;
  private final ModelsFollower follower;
  private final PollStage stage;
  private volatile @Nullable Producer<byte[], byte[]> auditProducer;
  private volatile @Nullable AuditPublisher audit;
  private volatile Consumer<Prediction> recorded = prediction -> {};

  /**
   * A scorer that has not started.
   *
   * @param config what it is told from outside
   * @param profile the profile whose candidates it scores
   * @param store where release bundles lie
   * @param registry where it counts
   * @param clock tells when records are written
   * @param version the build, for dead letters and the ledger
   */
  public ScorerService(
      ScorerConfig config,
      Profile profile,
      ModelStore store,
      MeterRegistry registry,
      InstantSource clock,
      String version) {
    this.config = config;
    this.profile = profile;
    this.model = config.model().isEmpty() ? "probity-" + profile.name() : config.model();
    this.version = version;
    this.clock = clock;
    this.meters = new ScoringMeters(registry);
    this.loader = new ReleaseLoader(store, new TrustedKeysFile(config.trustedKeysFile()), profile);
    this.desk = new ChampionDesk(loader, intake, new Reporter());
    KafkaSettings kafka = config.kafka();
    this.follower =
        new ModelsFollower(
            () -> new KafkaConsumer<>(kafka.consumer("models")),
            kafka.names(),
            Releases.none(model, config.alias()),
            ServingOrders.none(model),
            desk,
            new OrderDesk(
                config.kafka(),
                this::send,
                () -> stage().state() == StageState.PAUSED,
                version,
                clock));
    this.stage =
        new PollStage(
            "scorer",
            this::life,
            RestartLimit.usual(),
            Backoff.usual(),
            CLOSE_WITHIN,
            meters,
            RandomGenerator.getDefault());
  }

  /**
   * Starts scoring once the topics take records.
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
                  Topics.CANDIDATES,
                  Topics.PREDICTIONS,
                  Topics.MODELS,
                  Topics.OVERSIGHT,
                  Topics.REJECTS,
                  Topics.ALERTS,
                  Topics.AUDIT));
    }
    Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("audit"));
    auditProducer = producer;
    AuditPublisher publisher =
        new AuditPublisher(producer, kafka.names(), "scorer", kafka.instance(), clock);
    audit = publisher;
    AuditPublisher.logIfLost(
        publisher.started(
            Map.of(
                "version", version,
                "profile", profile.name(),
                "profileDigest", profile.digest(),
                "model", model,
                "alias", config.alias())));
    follower.start();
    stage.start();
  }

  /** One life of the loop: new clients, and nothing remembered that is not in the topics. */
  private PollLoop life(LoopListener listener) {
    KafkaSettings kafka = config.kafka();
    TopicNames names = kafka.names();
    TopicReader reader =
        new TopicReader(() -> new KafkaConsumer<>(kafka.consumer("history")), PATIENCE);
    ScorerStep step =
        new ScorerStep(
            names,
            kafka.instance(),
            model,
            desk,
            loader,
            new StreamHistory(reader, names, model),
            new CandidateReader(config.maxSkew()),
            meters,
            clock,
            prediction -> recorded.accept(prediction));
    Map<String, Object> consumer = new TreeMap<>(kafka.groupConsumer());
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(config.batchRows()));
    return new PollLoop(
        LoopSettings.reading(List.of(names.of(Topics.CANDIDATES))),
        new KafkaConsumer<>(consumer),
        new KafkaProducer<>(kafka.producer("out")),
        step,
        new RejectLetters(names, "scorer", kafka.instance(), version, Stage.SCORE, clock),
        intake,
        listener,
        RandomGenerator.getDefault());
  }

  /** Finishes the batch in hand, commits, and leaves. */
  @Override
  public void close() {
    stage.close();
    follower.close();
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

  /** The name of the model. */
  public String model() {
    return model;
  }

  /** The use case. */
  public Profile profile() {
    return profile;
  }

  /** What it was told from outside. */
  public ScorerConfig config() {
    return config;
  }

  /** The build. */
  public String version() {
    return version;
  }

  /** The release that scores from now on; null when there is none. */
  public @Nullable ServingModel champion() {
    return desk.champion();
  }

  /** Whether a person stopped the model. */
  public boolean stopped() {
    return desk.stopped();
  }

  /** The releases that can be asked for by version, in the order of their announcement. */
  public List<ReleaseRef> retained() {
    return desk.retained();
  }

  /**
   * Loads a release as the stream does: digest, signature, structure, self-test.
   *
   * @return the release, or null when it is refused
   * @throws OutageException when store or keys do not answer, or the bundle is not there
   */
  public @Nullable ServingModel load(ReleaseRef release) throws OutageException {
    return loader.load(release) instanceof ReleaseLoader.Loading.Ready(ServingModel ready, int rows)
        ? ready
        : null;
  }

  /**
   * Names who is told of each prediction of this process once the broker has acknowledged it.
   *
   * @param listener must not wait: it is called on the loop's thread
   */
  public void whenRecorded(Consumer<Prediction> listener) {
    recorded = listener;
  }

  /** How the loop fares. */
  public StageHealth stage() {
    return stage.health();
  }

  /** Whether the loop still turns. */
  public boolean isAlive() {
    return stage.health().live(config.maxPollAge());
  }

  /** Why it does not score; empty when it does, or would if a person let it. */
  public String notReady() {
    StageHealth health = stage.health();
    if (follower.death() != null) {
      return "the follower of the models topic died: " + follower.death();
    }
    if (!health.ready()) {
      return health.state() + ": " + health.reason();
    }
    return desk.champion() == null ? "no model: " + desk.problem() : "";
  }

  /** What the readiness check shows. */
  public Map<String, String> facts() {
    Map<String, String> facts = new TreeMap<>();
    ServingModel champion = desk.champion();
    String reason = notReady();
    facts.put("reason", reason.isEmpty() ? "scoring" : reason);
    facts.put("stop", standing());
    facts.put("state", stage.health().state().name());
    if (champion != null) {
      facts.put("model", champion.model().name());
      facts.put("version", champion.model().version());
      facts.put("digest", champion.digest());
      facts.put("self-test", "passed " + desk.selfTestRows() + " rows");
      facts.put("warm-up", loader.warmRows() + " rows");
    }
    if (!desk.problem().isEmpty()) {
      facts.put("problem", desk.problem());
    }
    Contender contender = desk.contender();
    if (contender != null) {
      facts.put("challenger", contender.text());
    } else if (!desk.contenderProblem().isEmpty()) {
      facts.put("challenger", "not compared: " + desk.contenderProblem());
    }
    return facts;
  }

  /** Whoever asks while the orders are still being read is not told that nobody gave one. */
  private String standing() {
    if (!desk.followed()) {
      return "not read yet";
    }
    return desk.stopped() ? "stopped" : "serving";
  }

  private void alert(Alert alert, Instant now) {
    if (auditProducer != null) {
      AuditPublisher.logIfLost(
          send(
              new ProducerRecord<>(
                  config.kafka().names().of(Topics.ALERTS),
                  null,
                  Topics.ALERTS.keyCodec().encode(alert.key()),
                  Topics.ALERTS.codec().encode(alert),
                  EventHeaders.processAlert(alert, "scorer", now))));
    }
  }

  /** The follower starts after the producer is there. */
  private CompletableFuture<Void> send(ProducerRecord<byte[], byte[]> output) {
    return Acknowledgement.of(Check.present(auditProducer, "producer"), output);
  }

  /** Tells meters, log, ledger and operator what the desk decides. */
  private final class Reporter implements ChampionDesk.Listener {
    private @Nullable RefusedRelease unresolved;

    @Override
    public void serving(ServingModel serving, int selfTestRows) {
      meters.serving(serving, selfTestRows);
      RefusedRelease refused = unresolved;
      if (refused != null) {
        unresolved = null;
        Instant now = clock.instant();
        alert(refused.resolved(now), now);
      }
      LOG.log(
          System.Logger.Level.INFO,
          "release scores from now on; model={0} version={1} digest={2} selfTestRows={3}",
          serving.model().name(),
          serving.model().version(),
          serving.digest(),
          selfTestRows);
    }

    @Override
    public void refused(RefusedRelease refused) {
      meters.refused(refused);
      LOG.log(
          System.Logger.Level.ERROR,
          "release refused, the one before goes on; digest={0} code={1} detail={2}",
          refused.release().digest(),
          refused.code(),
          refused.detail());
      AuditPublisher publisher = audit;
      if (publisher != null) {
        Instant now = clock.instant();
        AuditPublisher.logIfLost(
            publisher.publish(refused.toEntry(config.kafka().instance(), now)));
        alert(refused.firing(), now);
      }
      unresolved = refused;
    }

    @Override
    public void stopped(boolean stopped) {
      meters.stopped(stopped);
      LOG.log(System.Logger.Level.WARNING, "stop order; model={0} stopped={1}", model, stopped);
    }
  }
}
