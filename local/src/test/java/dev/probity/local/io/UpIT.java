// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.probity.auditsink.io.AuditVerify;
import dev.probity.auditsink.io.LedgerReads;
import dev.probity.auditsink.note.Policy;
import dev.probity.local.io.cli.ProbityCommand;
import dev.probity.model.bundle.SigningKey;
import dev.probity.topics.Candidates;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Explanation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application as users run it: a process with a data folder. */
class UpIT {
  private static final Duration CLEAN_STOP = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void runsOncePerFolderAndStopsCleanly() throws Exception {
    // Given
    Path data = folder.resolve("data");
    try (ProbityProcess up = ProbityProcess.start(folder.resolve("up"), "up", "--data", data)) {
      up.awaitOut("pid ");
      Ports ports = DataFolder.portsOf(data);
      long database = Objects.requireNonNull(Postmaster.read(data.resolve("postgres"))).pid();

      // When
      ProbityProcess second = ProbityProcess.start(folder.resolve("second"), "up", "--data", data);

      // Then
      assertEquals(1, second.awaitExit());
      assertTrue(second.err().contains("in use by process " + up.pid()), second.err());
      assertTrue(health(ports).contains("\"status\": \"UP\""));

      // And
      Instant asked = Instant.now();
      up.terminate();
      assertEquals(143, up.awaitExit(), up.err());
      Duration took = Duration.between(asked, Instant.now());
      assertTrue(took.compareTo(CLEAN_STOP) < 0, "took " + took);
      assertFalse(ProcessHandle.of(database).map(ProcessHandle::isAlive).orElse(false));
      assertFalse(Files.exists(data.resolve("postgres").resolve(Postmaster.FILE)));
      assertTrue(DataFolder.inUseBy(data).isEmpty());
    }
  }

  @Test
  void startsAgainAfterItWasKilled() throws Exception {
    // Given
    Path data = folder.resolve("data");
    long orphan;
    try (ProbityProcess up = ProbityProcess.start(folder.resolve("up"), "up", "--data", data)) {
      up.awaitOut("pid ");
      orphan = Objects.requireNonNull(Postmaster.read(data.resolve("postgres"))).pid();
      up.kill();
    }
    assertTrue(ProcessHandle.of(orphan).map(ProcessHandle::isAlive).orElse(false));

    // When
    try (ProbityProcess again =
        ProbityProcess.start(folder.resolve("again"), "up", "--data", data)) {
      again.awaitOut("pid ");

      // Then
      assertFalse(ProcessHandle.of(orphan).map(ProcessHandle::isAlive).orElse(false));
      assertTrue(
          Files.readString(data.resolve("logs/probity.log")).contains("stopped orphan Postgres"));
      publish(data, "C-1");
      publish(data, "C-2");
      assertEquals(0, settledAndVerified(data));
      forgets(data);
      again.terminate();
      assertEquals(143, again.awaitExit(), again.err());
    }
  }

  @Test
  void ctrlCStopsItCleanlyAndTheNextStartGoesOnWithTheSameData() throws Exception {
    assumeFalse(Signals.ignored(2), "SIGINT is ignored here, as in a background job");
    // Given: two candidates, one before and one after the only release there is
    Path data = folder.resolve("data");
    DataFolder.open(data, () -> Ports.anyFree(new Random())).close();
    try (ProbityProcess up = ProbityProcess.start(folder.resolve("up"), "up", "--data", data)) {
      up.awaitOut("pid ");
      publish(data, "C-1");

      // When
      Instant asked = Instant.now();
      up.interrupt();

      // Then
      assertEquals(130, up.awaitExit(), up.err());
      Duration took = Duration.between(asked, Instant.now());
      assertTrue(took.compareTo(CLEAN_STOP) < 0, "took " + took);
      assertFalse(Files.exists(data.resolve("postgres").resolve(Postmaster.FILE)));
    }

    // And
    try (ProbityProcess again =
        ProbityProcess.start(folder.resolve("again"), "up", "--data", data)) {
      again.awaitOut("pid ");
      promote(data);
      publish(data, "C-2");
      assertEquals(List.of("C-1", "C-2"), explained(data, 2));
      assertEquals(0, settledAndVerified(data));
      again.terminate();
      assertEquals(143, again.awaitExit(), again.err());
    }
  }

  /** One person asks for the records, is held, and is forgotten when the hold is released. */
  private void forgets(Path data) throws Exception {
    Path exported = folder.resolve("c-1.json");
    Path certificate = folder.resolve("c-1.erased");
    assertEquals(0, run(data, "subject", "export", "C-1", "--out", exported.toString()));
    String records = Files.readString(exported);
    assertTrue(records.contains("\"id\" : \"C-1\""), records);
    assertFalse(records.contains("C-2"), records);
    String[] hold = {"audit", "hold", "set", "C-1", "--reason", "a case", "--until", "2999-12-31"};
    assertEquals(0, run(data, hold));
    assertEquals(8, run(data, "audit", "erase", "C-1", "--request", "R-1"));
    assertEquals(0, run(data, "audit", "hold", "release", "1", "--reason", "closed"));
    String[] again = {
      "audit", "erase", "--request", "R-1", "--certificate", certificate.toString()
    };
    assertEquals(0, run(data, again));
    assertTrue(Files.readString(certificate).contains("\"place\":\"backups of the database\""));
    assertTrue(Files.exists(Path.of(certificate + ".txt")));
    assertEquals(1, run(data, "subject", "export", "C-1", "--out", exported.toString()));
    assertEquals(1, run(data, "audit", "erase", "--request", "R-2"));
    Path recruiter = DataFolder.view(data).token("recruiter-1");
    assertEquals(
        1, run(data, "audit", "erase", "C-2", "--request", "R-2", "--token", recruiter.toString()));
    Instant end = Instant.now().plus(PATIENCE);
    while (run(data, "audit", "verify") != 0 && Instant.now().isBefore(end)) {
      Thread.onSpinWait();
    }
    assertEquals(0, run(data, "audit", "verify"));
  }

  private static int run(Path data, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", data.toString()));
    return ProbityCommand.line(System.out, System.err).execute(all.toArray(String[]::new));
  }

  private static KafkaSettings kafka(Path data) throws Exception {
    return KafkaSettings.parse(
        Map.of(
            "kafka.bootstrap.servers",
            "127.0.0.1:" + DataFolder.portsOf(data).kafka(),
            "probity.instance.id",
            "it"),
        "test");
  }

  private static void promote(Path data) throws Exception {
    DataFolder view = DataFolder.view(data);
    byte[] seed = Base64.getDecoder().decode(Files.readString(view.key("models.key")).strip());
    send(
        data,
        TinyRelease.promote(
            ProfileFiles.load("acs-salary"),
            1,
            view.models(),
            TopicNames.PLAIN,
            SigningKey.of("probity-trainer", seed)));
  }

  /** Returns when the broker has acknowledged the candidate. */
  private static void publish(Path data, String id) throws Exception {
    Candidate candidate = Candidates.withId(id);
    send(
        data,
        new ProducerRecord<>(
            Topics.CANDIDATES.name(),
            null,
            Topics.CANDIDATES.keyCodec().encode(candidate.key()),
            Topics.CANDIDATES.codec().encode(candidate),
            EventHeaders.candidate(candidate, "e-" + id, "/hr", Instant.now(), Trace.NONE)));
  }

  private static void send(Path data, ProducerRecord<byte[], byte[]> one) throws Exception {
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka(data).producer("hr"))) {
      producer.send(one).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** Whose explanations are on the topic, as soon as there are so many. */
  private static List<String> explained(Path data, int count) throws Exception {
    TopicRows rows = new TopicRows(kafka(data));
    Instant end = Instant.now().plus(PATIENCE);
    List<String> ids = List.of();
    while (ids.size() < count && Instant.now().isBefore(end)) {
      ids =
          rows.values(Topics.EXPLANATIONS).stream().map(Explanation::candidateId).sorted().toList();
    }
    return ids;
  }

  /** The verifier's exit code once the ledger has everything. */
  private static int settledAndVerified(Path data) throws Exception {
    DataFolder view = DataFolder.view(data);
    TopicRows rows = new TopicRows(kafka(data));
    Instant end = Instant.now().plus(PATIENCE);
    try (LedgerReads ledger = LedgerReads.connect(LocalServices.reader(view), TopicNames.PLAIN)) {
      while (ledger.progress().size() != rows.audited() && Instant.now().isBefore(end)) {
        Thread.onSpinWait();
      }
      assertEquals(rows.audited(), ledger.progress().size());
    }
    return new AuditVerify(
            LocalServices.reader(view),
            Policy.of(List.of(Secrets.ledgerKey(view))),
            TopicNames.PLAIN)
        .run(List.of())
        .exitCode();
  }

  private static String health(Ports ports) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + ports.http() + "/q/health");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
