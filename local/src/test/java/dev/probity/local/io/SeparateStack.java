// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.io.PostgresAccess;
import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.Prediction;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;

/**
 * The production shape on this machine: a broker, a database, and one process per module, each of
 * which can be killed and started again.
 */
final class SeparateStack implements Closeable {
  static final List<String> MODULES = List.of("scorer", "explainer", "audit-sink");
  private static final Duration CLEAN_STOP = Duration.ofSeconds(10);

  private final DataFolder data;
  private final EmbeddedBroker broker;
  private final Map<String, String> settings;
  private final Map<String, Integer> ports = new HashMap<>();
  private final Map<String, ProbityProcess> processes = new LinkedHashMap<>();
  private LocalServices database;

  private SeparateStack(
      DataFolder data,
      EmbeddedBroker broker,
      LocalServices database,
      Map<String, String> settings) {
    this.data = data;
    this.broker = broker;
    this.database = database;
    this.settings = settings;
    Ports free = Ports.anyFree(new Random());
    ports.put(MODULES.get(0), free.kafka());
    ports.put(MODULES.get(1), free.controller());
    ports.put(MODULES.get(2), free.http());
  }

  /** Starts broker and database with all topics; no module runs yet. */
  static SeparateStack start(DataFolder data) throws IOException {
    Map<String, String> settings = new HashMap<>(Secrets.prepare(data));
    EmbeddedBroker broker =
        EmbeddedBroker.start(data.kafka(), data.ports().kafka(), data.ports().controller());
    LocalServices database = LocalServices.startDatabase(data);
    settings.putAll(database.settings());
    Path trusted = data.key("tests.trusted");
    Files.writeString(trusted, TinyRelease.vkey() + "\n");
    settings.put("probity.models.trusted-keys-file", trusted.toString());
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.put("probity.profile", "acs-salary");
    LocalTopics.make(KafkaSettings.parse(settings, "local"));
    return new SeparateStack(data, broker, database, settings);
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
    own.put("probity.instance.id", "0");
    processes.put(module, ProbityProcess.module(module, data.path().resolve(module), own));
  }

  void awaitReady(String module) throws IOException, InterruptedException {
    process(module).awaitReady(port(module));
  }

  /** SIGKILL; returns the process id when the process is gone. */
  long kill(String module) throws IOException, InterruptedException {
    ProbityProcess victim = process(module);
    victim.kill();
    assertEquals(137, victim.awaitExit());
    return victim.pid();
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
    return new TopicRows(kafka())
        .values(Topics.PREDICTIONS).stream()
            .map(Prediction::source)
            .filter(at -> at.offset() >= committed.getOrDefault(at.partition(), 0L))
            .distinct()
            .count();
  }

  /** The server drops everything and flushes nothing; returns its process id when it is gone. */
  long stopDatabaseImmediately() throws IOException, InterruptedException {
    Postmaster server = Objects.requireNonNull(Postmaster.read(data.postgres()));
    Signals.send("QUIT", server.pid());
    assertTrue(server.awaitEnd(CLEAN_STOP), "Postgres did not stop");
    database.close();
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
      broker.close();
    }
  }
}
