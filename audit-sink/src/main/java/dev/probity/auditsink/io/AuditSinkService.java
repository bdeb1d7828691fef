// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.flow.FlowAccounts;
import dev.probity.auditsink.io.CheckpointLoop.CheckpointRhythm;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.note.VerifierKey;
import dev.probity.auditsink.sign.LogKeys;
import dev.probity.auditsink.vault.BodyOpener;
import dev.probity.auditsink.vault.Subjects;
import dev.probity.auditsink.vault.VaultKeys;
import dev.probity.topics.Topics;
import dev.probity.topics.io.AuditPublisher;
import dev.probity.topics.io.KafkaSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** The audit sink: the loops that append, sign, project, and account for every record. */
public final class AuditSinkService implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(AuditSinkService.class.getName());
  private static final Duration LAST_TRANSACTION = Duration.ofSeconds(8);
  private static final Duration STUCK = Duration.ofSeconds(60);

  private final VerifierKey key;
  private final LedgerGrowth growth = new LedgerGrowth();
  private final Admin admin;
  private final Producer<byte[], byte[]> producer;
  private final SinkLoop sink;
  private final CheckpointLoop checkpoints;
  private final List<Thread> threads;
  private final AuditPublisher audit;
  private final Map<String, String> details;

  /**
   * Builds all parts; nothing is connected before {@link #start}.
   *
   * @param version the version of this build, for the record of the start
   */
  public AuditSinkService(AuditSinkConfig config, String version, MeterRegistry registry) {
    this(config, version, registry, InstantSource.system());
  }

  /**
   * The same by another time of day.
   *
   * @param clock what append times are taken from; waits are measured apart from it
   */
  public AuditSinkService(
      AuditSinkConfig config, String version, MeterRegistry registry, InstantSource clock) {
    Clocks clocks = new Clocks(clock, System::nanoTime);
    SecureRandom random = new SecureRandom();
    KafkaSettings kafka = config.kafka();
    NoteSigner signer = SigningKeyFile.read(config.signingKeyFile(), config.origin());
    PostgresAccess writer = config.writerAccess();
    VaultKeys vault = config.vault().read();
    AuditMeters meters = new AuditMeters(registry, growth);
    this.key = signer.key();
    this.admin = Admin.create(kafka.admin());
    this.producer = new KafkaProducer<>(kafka.producer("checkpoints"));
    this.audit = new AuditPublisher(producer, kafka.names(), "audit-sink", kafka.instance(), clock);
    LogKeys keys = new LogKeys(signer, previous(config));
    this.sink =
        new SinkLoop(
            new Sink(
                reader(config, random, new Subjects(kafka.names(), vault)),
                new KafkaTopicLookup(
                    admin, Topics.audited().stream().map(kafka.names()::of).toList()),
                telling(opener(config, keys, new SubjectKeys(vault, random))),
                clocks,
                random,
                meters),
            clocks.nanoTime());
    this.checkpoints =
        new CheckpointLoop(
            writer,
            keys,
            new KafkaCheckpoints(producer, kafka.names(), clock),
            growth,
            new CheckpointRhythm(config.checkpointInterval(), config.checkpointRows()),
            clock);
    this.details = Map.of("version", version, "origin", config.origin(), "key", key.toString());
    FlowAccounts accounts = new FlowAccounts();
    ProjectorLoop projector =
        new ProjectorLoop(writer, kafka.names(), new BodyOpener(vault), growth, accounts);
    AccountsLoop reckoning =
        new AccountsLoop(
            new KafkaProgress(admin, kafka.names()),
            writer,
            accounts,
            growth,
            new FlowMeters(registry));
    meters.watch(checkpoints, projector, clock);
    List<Thread> loops = new ArrayList<>();
    loops.add(new Thread(sink, "audit-sink"));
    loops.add(new Thread(checkpoints, "audit-signer"));
    loops.add(new Thread(projector, "audit-projector"));
    loops.add(new Thread(reckoning, "audit-accounts"));
    OutboxLoop outbox = new OutboxLoop(writer, kafka.instance(), growth, audit::publish);
    loops.add(new Thread(outbox, "audit-outbox"));
    loops.addAll(optional(config, meters, clock));
    this.threads = List.copyOf(loops);
  }

  /** What works only where it is configured. */
  private List<Thread> optional(AuditSinkConfig config, AuditMeters meters, InstantSource clock) {
    List<Thread> loops = new ArrayList<>();
    PostgresAccess eraser = config.eraserAccess();
    if (eraser != null) {
      loops.add(new Thread(new ErasureLoop(eraser, growth), "audit-erasure"));
    }
    if (config.witness() != null) {
      loops.add(new Thread(witness(config, config.witness()), "audit-witness"));
    }
    if (config.stamping() != null) {
      loops.add(new Thread(stamps(config, config.stamping()), "audit-stamps"));
    }
    if (config.archive() != null) {
      ArchiveLoop archive = archive(config, config.archive(), clock);
      meters.watch(archive);
      loops.add(new Thread(archive, "audit-archive"));
    }
    return loops;
  }

  private static @Nullable NoteSigner previous(AuditSinkConfig config) {
    return config.previousKeyFile() == null
        ? null
        : SigningKeyFile.read(config.previousKeyFile(), config.origin());
  }

  /** Opens the ledger if it continues what was published. */
  private LedgerOpener opener(AuditSinkConfig config, LogKeys keys, SubjectKeys subjects) {
    List<VerifierKey> trusted = new ArrayList<>(List.of(keys.current().key()));
    if (keys.previous() != null) {
      trusted.add(keys.previous().key());
    }
    KafkaSettings kafka = config.kafka();
    PostgresAccess writer = config.writerAccess();
    return new AnchoredOpener(
        new PostgresOpener(writer, config.ownerAccess(), subjects),
        writer,
        new KafkaHeads(
            () -> new KafkaConsumer<>(kafka.consumer("heads")),
            kafka.names().of(Topics.CHECKPOINTS),
            trusted),
        config.abandonedHead(),
        new EpochRecorder(audit));
  }

  private WitnessLoop witness(AuditSinkConfig config, AuditSinkConfig.Cosigning cosigning) {
    return new WitnessLoop(
        config.writerAccess(),
        new WitnessClient(cosigning.url(), cosigning.key()),
        growth,
        config.checkpointInterval(),
        (event, reason) ->
            AuditPublisher.logIfLost(audit.publish(audit.entry(event, Map.of("reason", reason)))));
  }

  private TimestampLoop stamps(AuditSinkConfig config, AuditSinkConfig.Stamping stamping) {
    try {
      TimestampTrust trust = TimestampTrust.read(stamping.roots());
      return new TimestampLoop(
          config.writerAccess(),
          new TimestampClient(stamping.url(), trust, new SecureRandom()),
          growth,
          stamping.interval(),
          (event, reason) ->
              AuditPublisher.logIfLost(
                  audit.publish(audit.entry(event, Map.of("reason", reason)))));
    } catch (IOException e) {
      throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
    }
  }

  private ArchiveLoop archive(
      AuditSinkConfig config, AuditSinkConfig.Archiving archiving, InstantSource clock) {
    return new ArchiveLoop(
        config.writerAccess(),
        ObjectStore.at(archiving.address()),
        growth,
        new ArchiveLoop.Rhythm(archiving.interval(), config.retention()),
        clock,
        (event, reason) ->
            AuditPublisher.logIfLost(audit.publish(audit.entry(event, Map.of("reason", reason)))));
  }

  /** The other loops begin when there is a ledger to read; before it they could only complain. */
  private LedgerOpener telling(LedgerOpener opener) {
    return () -> {
      LedgerOpener.OpenLedger ledger = opener.open();
      growth.opened();
      return ledger;
    };
  }

  private static LogReader reader(AuditSinkConfig config, SecureRandom random, Subjects subjects) {
    return new LogReader(
        new KafkaConsumer<>(consumer(config)),
        random,
        config.batchRows(),
        config.linger(),
        subjects);
  }

  /** What reads the topics: positions come from the ledger, those of the group are for display. */
  static Map<String, Object> consumer(AuditSinkConfig config) {
    Map<String, Object> properties = config.kafka().consumer("in");
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, config.kafka().group());
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, String.valueOf(config.batchRows()));
    return properties;
  }

  /** The key that signs this ledger's heads, for those who verify. */
  public VerifierKey key() {
    return key;
  }

  /** Starts the loops; a database or broker that is away is waited for. */
  public void start() {
    LOG.log(System.Logger.Level.INFO, "ledger key; vkey={0}", key);
    threads.forEach(Thread::start);
    // A producer may wait for a broker that is away; the start of the process must not.
    Thread.ofVirtual()
        .name("audit-started")
        .start(() -> AuditPublisher.logIfLost(audit.started(details)));
  }

  /** How the sink fares. */
  public SinkState state() {
    return sink.state();
  }

  /** Why the ledger does not take records in or is not signed, or null when all is well. */
  public @Nullable String notReady() {
    SinkState state = sink.state();
    if (!state.ready()) {
      return state.reason();
    }
    String refusal = checkpoints.refusal();
    return refusal == null ? null : "not signed: " + refusal;
  }

  /** Whether the sink's thread lives and moves; an outage it waits out counts as moving. */
  public boolean isAlive() {
    SinkState state = sink.state();
    boolean waiting = state.phase() == SinkState.Phase.STARTING;
    return waiting
        || (threads.getFirst().isAlive() && sink.sinceLastTurn().compareTo(STUCK) <= 0)
        || state.phase() == SinkState.Phase.STOPPED;
  }

  /** Ends the loops after the transaction each is in. */
  @Override
  public void close() {
    AuditPublisher.logIfLost(audit.stopped(details));
    sink.close();
    try {
      threads.getFirst().join(LAST_TRANSACTION);
      growth.close();
      for (Thread thread : threads) {
        thread.join(LAST_TRANSACTION);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      producer.close(Duration.ofSeconds(2));
      admin.close(Duration.ofSeconds(2));
    }
  }
}
