// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.probity.auditsink.io.LedgerSchema;
import dev.probity.auditsink.io.PostgresAccess;
import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.SourcePosition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * The production shape on this machine: a broker, a database, and one process per module, each of
 * which can be killed and started again.
 */
final class SeparateStack implements Closeable {
  static final List<String> MODULES = List.of("scorer", "explainer", "audit-sink");
  static final String SINK = "audit-sink";

  /** A second audit-sink, on the same ledger. */
  static final String TWIN = "audit-sink-twin";

  private static final Duration CLEAN_STOP = Duration.ofSeconds(10);

  private final DataFolder data;
  private final Map<String, String> settings;
  private final Map<String, Integer> ports = new HashMap<>();
  private final Map<String, ProbityProcess> processes = new LinkedHashMap<>();
  private final BrokerCluster brokers;
  private LocalServices database;

  private SeparateStack(
      DataFolder data,
      BrokerCluster brokers,
      LocalServices database,
      Map<String, String> settings) {
    this.data = data;
    this.brokers = brokers;
    this.database = database;
    this.settings = settings;
    Ports free = Ports.anyFree(new Random());
    ports.put(MODULES.get(0), free.kafka());
    ports.put(MODULES.get(1), free.controller());
    ports.put(MODULES.get(2), free.http());
    ports.put(TWIN, free.postgres());
  }

  /** Skips the test where the applications were not built, or before a change. */
  static void assumePackaged() throws IOException {
    for (String module : MODULES) {
      assumeTrue(
          ProbityProcess.isPackaged(module),
          module + " is not packaged, or before a change; build without -Dprobity.apps.skip=true");
    }
  }

  /** Starts broker and database with all topics; no module runs yet. */
  static SeparateStack start(DataFolder data) throws IOException {
    return start(data, BrokerCluster.alone(data.kafka(), data.ports()));
  }

  /** Starts a database beside these brokers and makes all topics; no module runs yet. */
  static SeparateStack start(DataFolder data, BrokerCluster brokers) throws IOException {
    Map<String, String> settings = new HashMap<>(Secrets.prepare(data));
    LocalServices database = LocalServices.startDatabase(data);
    settings.putAll(database.settings());
    Path trusted = data.key("tests.trusted");
    Files.writeString(trusted, TinyRelease.vkey() + "\n");
    settings.put("probity.models.trusted-keys-file", trusted.toString());
    settings.put("kafka.bootstrap.servers", brokers.bootstrapServers());
    settings.put("probity.profile", "acs-salary");
    LocalTopics.make(KafkaSettings.parse(settings, "local"));
    return new SeparateStack(data, brokers, database, settings);
  }

  /** How a test reaches the broker. */
  KafkaSettings kafka() {
    return KafkaSettings.parse(settings, "test");
  }

  PostgresAccess reader() throws IOException {
    return LocalServices.reader(data);
  }

  /** Starts a module; it is not ready yet. */
  void launch(String module) throws IOException {
    Map<String, String> own = new HashMap<>(settings);
    own.put("quarkus.http.port", Integer.toString(port(module)));
    own.put("probity.instance.id", module.equals(TWIN) ? "1" : "0");
    String application = module.equals(TWIN) ? SINK : module;
    processes.put(module, ProbityProcess.module(application, data.path().resolve(module), own));
  }

  /** Starts every module; returns when all are ready. */
  void launch() throws IOException, InterruptedException {
    for (String module : MODULES) {
      launch(module);
    }
    awaitReady();
  }

  void awaitReady() throws IOException, InterruptedException {
    for (String module : MODULES) {
      awaitReady(module);
    }
  }

  void awaitReady(String module) throws IOException, InterruptedException {
    process(module).awaitReady(port(module));
  }

  /** Sends a signal, such as STOP or CONT. */
  long signal(String module, String signal) throws IOException, InterruptedException {
    long pid = process(module).pid();
    Signals.send(signal, pid);
    return pid;
  }

  /** Names of the readiness checks of a module that do not pass. */
  List<String> notReady(String module) throws InterruptedException {
    return ProbityProcess.notReady(port(module));
  }

  /** Whether the module says that it lives. */
  boolean isAlive(String module) throws InterruptedException {
    return ProbityProcess.isAlive(port(module));
  }

  /** The sum of a metric of a module over all its labels; 0 when it does not answer. */
  double metric(String module, String name) throws InterruptedException {
    return ProbityProcess.metric(port(module), name);
  }

  /** What the modules are told. */
  Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  /** SIGKILL of the broker; returns its process id when it is gone. */
  long killBroker() throws InterruptedException {
    return brokers.kill(1);
  }

  /** Starts the broker again; returns when it takes requests. */
  void startBroker() throws IOException {
    brokers.start(1);
  }

  /** SIGKILL; returns the process id when the process is gone. */
  long kill(String module) throws IOException, InterruptedException {
    ProbityProcess victim = process(module);
    victim.kill();
    assertEquals(137, victim.awaitExit());
    return victim.pid();
  }

  /** Where the audited topics end by now. */
  Map<TopicPartition, Long> ends() throws Exception {
    try (Admin admin = Admin.create(kafka().admin())) {
      List<String> names = Topics.audited().stream().map(kafka().names()::of).toList();
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      for (TopicDescription topic : admin.describeTopics(names).allTopicNames().get().values()) {
        topic
            .partitions()
            .forEach(
                one ->
                    asked.put(
                        new TopicPartition(topic.name(), one.partition()), OffsetSpec.latest()));
      }
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin.listOffsets(asked).all().get().forEach((at, end) -> ends.put(at, end.offset()));
      return ends;
    }
  }

  /** Whether the ledger has everything below these offsets. */
  boolean ledgerHas(Map<TopicPartition, Long> ends) throws Exception {
    Map<TopicPartition, Long> positions = new HashMap<>();
    try (Connection connection = ledger();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT topic, part, next FROM ledger.sink_offset")) {
      while (rows.next()) {
        positions.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
      }
    }
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private Connection ledger() throws IOException, SQLException {
    String login = LedgerSchema.READER;
    return DriverManager.getConnection(reader().url(), login, data.password(login));
  }

  /** Entries in the ledger. */
  long entries() throws Exception {
    try (Connection connection = ledger();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT size FROM ledger.tree")) {
      assertTrue(row.next());
      return row.getLong(1);
    }
  }

  /** Positions of candidates that are scored but would be handed out again. */
  long scoredAndNotCommitted() throws Exception {
    KafkaSettings scorer = KafkaSettings.parse(settings, "scorer");
    Map<Integer, Long> committed = new HashMap<>();
    try (Admin admin = Admin.create(scorer.admin())) {
      admin
          .listConsumerGroupOffsets(scorer.group())
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach((partition, at) -> committed.put(partition.partition(), at.offset()));
    }
    Set<SourcePosition> again = new HashSet<>();
    new TopicRows(kafka())
        .eachValue(
            Topics.PREDICTIONS,
            one -> {
              SourcePosition at = one.source();
              if (at.offset() >= committed.getOrDefault(at.partition(), 0L)) {
                again.add(at);
              }
            });
    return again.size();
  }

  /** The server drops everything and flushes nothing; returns its process id when it is gone. */
  long stopDatabaseImmediately() throws IOException, InterruptedException {
    Postmaster server = Objects.requireNonNull(Postmaster.read(data.postgres()));
    Signals.send("QUIT", server.pid());
    assertTrue(server.awaitEnd(CLEAN_STOP), "Postgres did not stop");
    // The library is surprised, at length, that there is nothing left to stop.
    Logger library = Logger.getLogger("io.zonky.test.db.postgres.embedded.EmbeddedPostgres");
    library.setLevel(Level.OFF);
    database.close();
    library.setLevel(null);
    return server.pid();
  }

  void startDatabase() throws IOException {
    database = LocalServices.startDatabase(data);
  }

  /** SIGTERM for every module; each must leave cleanly and soon. */
  void stopModules() throws IOException, InterruptedException {
    for (String module : MODULES) {
      long began = System.nanoTime();
      process(module).terminate();
      assertEquals(143, process(module).awaitExit(), module);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      assertTrue(took.compareTo(CLEAN_STOP) <= 0, module + " took " + took);
    }
  }

  private ProbityProcess process(String module) {
    return Objects.requireNonNull(processes.get(module), module);
  }

  private int port(String module) {
    return Objects.requireNonNull(ports.get(module), module);
  }

  @Override
  public void close() throws IOException {
    processes.values().forEach(ProbityProcess::close);
    try {
      database.close();
    } finally {
      brokers.close();
    }
  }
}
