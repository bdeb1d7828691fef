// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor.io;

import dev.probity.driftmonitor.DriftTopology;
import dev.probity.driftmonitor.MonitorListener;
import dev.probity.driftmonitor.MonitorSettings;
import dev.probity.driftmonitor.Releases;
import dev.probity.driftmonitor.TopologyParts;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.io.AuditPublisher;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ModelStore;
import dev.probity.topics.io.TopicsReady;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.FairnessAccess;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** The drift-monitor as one object: a Streams application around {@link DriftTopology}. */
public final class DriftMonitorService implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DriftMonitorService.class.getName());
  private static final String MODULE = "drift-monitor";
  private static final String PURPOSE = "monitor impact ratios by protected group";
  private static final Duration TOPICS_WITHIN = Duration.ofSeconds(60);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
  private static final Duration SAY_GOODBYE_WITHIN = Duration.ofSeconds(3);
  private static final List<Topic<?, ?>> TOUCHED =
      List.of(
          Topics.CANDIDATES,
          Topics.PREDICTIONS,
          Topics.EXPLANATIONS,
          Topics.OUTCOMES,
          Topics.OVERSIGHT,
          Topics.MODELS,
          Topics.SIGNALS,
          Topics.ALERTS,
          Topics.RETRAINING,
          Topics.REJECTS);

  private final DriftMonitorConfig config;
  private final Profile profile;
  private final BundleReleases releases;
  private final Topology topology;
  private final InstantSource clock;
  private final String version;
  private final ThreadFailures threads = new ThreadFailures();
  private volatile @Nullable Running running;
  private volatile String failure = "";

  /** What exists between start and close. */
  private record Running(
      KafkaStreams streams, Producer<byte[], byte[]> producer, AuditPublisher audit) {}

  /**
   * A monitor that has not started.
   *
   * @param config what it is told from outside
   * @param profile the profile whose candidates it watches
   * @param store where release bundles lie
   * @param registry where it counts
   * @param clock tells when audit entries are written
   * @param version the build, for dead letters and the ledger
   */
  public DriftMonitorService(
      DriftMonitorConfig config,
      Profile profile,
      ModelStore store,
      MeterRegistry registry,
      InstantSource clock,
      String version) {
    this.config = config;
    this.profile = profile;
    this.clock = clock;
    this.version = version;
    this.releases = new BundleReleases(store, config.trustedKeysFile(), profile, System::nanoTime);
    this.topology = topology(config, profile, releases, new SignalMeters(registry), version);
  }

  /**
   * What the service runs; for whoever measures it without the rest.
   *
   * @param config what it is told from outside
   * @param profile the profile whose candidates it watches
   * @param releases where references come from
   * @param listener who counts
   * @param version the build, for dead letters
   */
  public static Topology topology(
      DriftMonitorConfig config,
      Profile profile,
      Releases releases,
      MonitorListener listener,
      String version) {
    return DriftTopology.of(
        new TopologyParts(
            config.kafka().names(),
            profile,
            FairnessAccess.forPurpose(PURPOSE),
            releases,
            listener,
            new MonitorSettings(
                config.chunkRows(), config.retainedWindows(), profile.alarms(), config.events()),
            config.bounds(),
            version),
        new StreamsConfig(properties(config)),
        Stores::persistentKeyValueStore);
  }

  /** Starts monitoring; waits until the topics take records. */
  public void start() {
    KafkaSettings kafka = config.kafka();
    try (Admin admin = Admin.create(kafka.admin())) {
      TopicsReady.of(admin, kafka.bootstrapServers(), TOPICS_WITHIN).await(kafka.names(), TOUCHED);
    }
    Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("audit"));
    AuditPublisher audit =
        new AuditPublisher(producer, kafka.names(), MODULE, kafka.instance(), clock);
    KafkaStreams streams = new KafkaStreams(topology, properties(config));
    streams.setUncaughtExceptionHandler(this::failed);
    running = new Running(streams, producer, audit);
    AuditPublisher.logIfLost(
        audit.started(
            Map.of(
                "version", version,
                "profile", profile.name(),
                "profileDigest", profile.digest(),
                "protectedAttributesFor", PURPOSE,
                "chunkRows", Integer.toString(config.chunkRows()))));
    streams.start();
  }

  /** The properties of the Streams application. */
  public static Properties properties(DriftMonitorConfig config) {
    Properties properties = new Properties();
    properties.putAll(config.kafka().streams());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, config.cacheBytes());
    properties.put(
        StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class.getName());
    // Kafka Streams bounds what it holds ahead by records alone, and each keeps the fetched batch.
    properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 100);
    return properties;
  }

  private StreamThreadExceptionResponse failed(Throwable bug) {
    if (threads.passes(bug, clock.instant())) {
      LOG.log(Level.WARNING, "a thread of the stream met an outage and is replaced", bug);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    failure = bug.getClass().getSimpleName();
    LOG.log(Level.ERROR, "the stream ended by itself and stays down; error=" + failure, bug);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /** Whether the stream's thread lives, or would if the brokers answered. */
  public boolean isAlive() {
    Running now = running;
    return now == null
        || switch (now.streams().state()) {
          case CREATED, REBALANCING, RUNNING -> true;
          case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> failure.isEmpty();
        };
  }

  /** Why nothing is monitored; empty when it is. */
  public String notReady() {
    Running now = running;
    if (now == null) {
      return "not started";
    }
    if (!failure.isEmpty()) {
      return "the stream ended by itself: " + failure;
    }
    if (now.streams().state() != KafkaStreams.State.RUNNING) {
      return "the stream is " + now.streams().state();
    }
    return releases.problems().entrySet().stream()
        .findFirst()
        .map(problem -> "release " + problem.getKey() + ": " + problem.getValue())
        .orElse("");
  }

  /** What the readiness check shows. */
  public Map<String, String> facts() {
    Map<String, String> facts = new TreeMap<>();
    Running now = running;
    String reason = notReady();
    facts.put("reason", reason.isEmpty() ? "monitoring" : reason);
    facts.put("state", now == null ? "CREATED" : now.streams().state().name());
    facts.put("references", Integer.toString(releases.loaded()));
    return facts;
  }

  /** Finishes what is in hand, commits, and leaves the group. */
  @Override
  public void close() {
    Running now = running;
    if (now == null) {
      return;
    }
    running = null;
    boolean inTime =
        now.streams()
            .close(
                CloseOptions.groupMembershipOperation(
                        CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                    .withTimeout(CLOSE_WITHIN));
    if (!inTime) {
      LOG.log(Level.WARNING, "the stream did not close in time; seconds={0}", CLOSE_WITHIN);
    }
    CompletableFuture<Void> goodbye =
        now.audit()
            .stopped(Map.of("version", version))
            .completeOnTimeout(null, SAY_GOODBYE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    AuditPublisher.logIfLost(goodbye);
    try {
      goodbye.join();
    } catch (CompletionException e) {
      LOG.log(Level.DEBUG, "the stop is not on the audit topic");
    }
    now.producer().close(SAY_GOODBYE_WITHIN);
  }
}
