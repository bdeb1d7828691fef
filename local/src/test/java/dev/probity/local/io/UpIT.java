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
import dev.probity.topics.record.ReasonCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration STOPS_WITHIN = Duration.ofSeconds(2);

  @TempDir private Path folder;
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  @Test
  void runsOncePerFolderAndStopsCleanly() throws Exception {
    // Given
    Path data = folderOfItsOwnPorts();
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
      up.terminate();
      assertEquals(143, up.awaitExit(), up.err());
      assertFalse(ProcessHandle.of(database).map(ProcessHandle::isAlive).orElse(false));
      assertFalse(Files.exists(data.resolve("postgres").resolve(Postmaster.FILE)));
      assertTrue(DataFolder.inUseBy(data).isEmpty());
    }
  }

  /** A stop holds through the death of the process, and what waited is decided after it. */
  @Test
  void startsAgainAfterItWasKilledAndStaysStopped() throws Exception {
    // Given
    Path data = folderOfItsOwnPorts();
    long orphan;
    try (ProbityProcess up = ProbityProcess.start(folder.resolve("up"), "up", "--data", data)) {
      up.awaitOut("pid ");
      orphan = Objects.requireNonNull(Postmaster.read(data.resolve("postgres"))).pid();
      promote(data);
      publish(data, "C-1");
      assertEquals(List.of("C-1"), explained(data, 1));
      assertEquals(0, order(data, "stop"), told());
      publish(data, "C-2");
      assertNoPredictionFollows(data, 1);
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
      assertStopIsKnown(DataFolder.portsOf(data));
      assertNoPredictionFollows(data, 1);
      assertEquals(0, order(data, "resume"), told());
      assertEquals(List.of("C-1", "C-2"), explained(data, 2));
      assertAPersonDecides(data);
      assertDeadLettersAreReplayedOnce(data);
      assertEquals(0, settledAndVerified(data));
      forgets(data);
      again.terminate();
      assertEquals(143, again.awaitExit(), again.err());
    }
  }

  /** The prediction stays as it was; what the person said stands beside it. */
  private static void assertAPersonDecides(Path data) throws Exception {
    HttpResponse<String> decided =
        ask(
            data,
            "/oversight",
            "{\"action\":\"overridden\",\"candidateId\":\"C-1\",\"reason\":\"certificate"
                + " seen\",\"band\":\"45001+\"}");
    assertEquals(202, decided.statusCode(), decided.body());
    Instant end = Instant.now().plus(PATIENCE);
    String told = "";
    while (!told.contains("\"oversight\":{\"action\":\"overridden\"")
        && Instant.now().isBefore(end)) {
      told = ask(data, "/candidates/C-1", "").body();
    }
    assertTrue(told.contains("\"actor\":\"recruiter-1\""), told);
    String queue = ask(data, "/review-queue", "").body();
    assertTrue(queue.contains("C-2") && !queue.contains("C-1"), queue);
  }

  /** As a recruiter; posts what there is to post. */
  private static HttpResponse<String> ask(Path data, String path, String body) throws Exception {
    DataFolder view = DataFolder.view(data);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + view.ports().http() + path))
            .header(
                "Authorization", "Bearer " + Files.readString(view.token("recruiter-1")).strip());
    if (!body.isEmpty()) {
      request.POST(HttpRequest.BodyPublishers.ofString(body));
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private int order(Path data, String verb) {
    return run(data, verb, "--reason", "drift is looked into");
  }

  private int run(Path data, String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--data", data.toString()));
    return ProbityCommand.line(
            new PrintStream(told, true, StandardCharsets.UTF_8),
            new PrintStream(told, true, StandardCharsets.UTF_8))
        .execute(arguments.toArray(String[]::new));
  }

  /** Its cause is not mended here, so that it comes back: for the same reason, as a new event. */
  private void assertDeadLettersAreReplayedOnce(Path data) throws Exception {
    send(
        data,
        new ProducerRecord<>(
            Topics.CANDIDATES.name(), 0, bytes("C-3"), bytes("{\"id\":\"C-3\",\"age\":5}")));
    assertEquals(List.of("0@0"), refused(data, 1));
    told.reset();
    assertEquals(0, run(data, "dlq", "show", "0@0"), told());
    assertTrue(told().contains("\"age\":5"), told());
    assertEquals(0, run(data, "dlq", "replay", "--code", "schema", "--dry-run"), told());
    assertEquals(0, run(data, "dlq", "replay", "0@0"), told());
    assertEquals(List.of("0@0", "0@1"), refused(data, 2));
    assertEquals(3, run(data, "dlq", "replay", "0@0"), told());
    assertTrue(told().contains("0@0 stays: it was replayed before"), told());
    assertEquals(0, run(data, "dlq", "replay", "0@0", "--force"), told());
    assertEquals(List.of("0@0", "0@1", "0@2"), refused(data, 3));
    assertEquals(0, run(data, "dlq", "list", "--code", "duplicate-event"), told());
    assertTrue(told().contains("no dead letters of this kind"), told());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Where the dead letters refused for their schema stand, as soon as there are so many. */
  private static List<String> refused(Path data, int count) throws Exception {
    RejectsDesk desk = new RejectsDesk(kafka(data));
    Instant end = Instant.now().plus(PATIENCE);
    List<String> positions = List.of();
    while (positions.size() < count && Instant.now().isBefore(end)) {
      positions =
          desk.list(one -> one.reject().reasonCode() == ReasonCode.SCHEMA, 10).stream()
              .map(RejectsDesk.Filed::position)
              .toList();
    }
    return positions;
  }

  private String told() {
    return told.toString(StandardCharsets.UTF_8);
  }

  /** AI Act Art. 14(4)(e): none later than two seconds after the acknowledged stop. */
  private static void assertNoPredictionFollows(Path data, int before) throws Exception {
    TopicRows rows = new TopicRows(kafka(data));
    Instant end = Instant.now().plus(STOPS_WITHIN);
    while (Instant.now().isBefore(end)) {
      assertEquals(before, rows.values(Topics.PREDICTIONS).size());
    }
  }

  @Test
  void ctrlCStopsItCleanlyAndTheNextStartGoesOnWithTheSameData() throws Exception {
    assumeFalse(Signals.ignored(2), "SIGINT is ignored here, as in a background job");
    // Given: two candidates, one before and one after the only release there is
    Path data = folderOfItsOwnPorts();
    try (ProbityProcess up = ProbityProcess.start(folder.resolve("up"), "up", "--data", data)) {
      up.awaitOut("pid ");
      publish(data, "C-1");

      // When
      up.interrupt();

      // Then
      assertEquals(130, up.awaitExit(), up.err());
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

  /** Other tests run beside this one, and between two starts the usual ports may be taken. */
  private Path folderOfItsOwnPorts() throws IOException {
    Path data = folder.resolve("data");
    DataFolder.open(data, () -> Ports.anyFree(new Random())).close();
    return data;
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

  /** The orders are read after the start; until then nobody is told that the model serves. */
  private static void assertStopIsKnown(Ports ports) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    String told = health(ports);
    while (told.contains("\"stop\": \"not read yet\"") && Instant.now().isBefore(end)) {
      told = health(ports);
    }
    assertTrue(told.contains("\"stop\": \"stopped\""), told);
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
