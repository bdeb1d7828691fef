// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.probity.trainer.Pipeline;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.io.openlineage.LineageDelivery;
import dev.probity.trainer.io.openlineage.LineageSender;
import dev.probity.trainer.io.openlineage.LineageSettings;
import dev.probity.trainer.run.RunOrder;
import dev.probity.trainer.run.RunState;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real trainer tells a real server of its runs, which is away now and then. */
class LineageOverHttpTest {
  @TempDir private Path folder = Path.of("unset");
  private final List<String> bodies = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private final Deque<Integer> answers = new ArrayDeque<>();
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch hung = new CountDownLatch(1);
  private String apiKey = "api-key-1\n";
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/lineage", this::take);
    server.createContext("/hung/api/v1/lineage", this::hang);
    server.createContext("/drip/api/v1/lineage", this::drip);
    server.start();
  }

  @AfterEach
  void stop() {
    hung.countDown();
    server.stop(0);
  }

  private void hang(HttpExchange call) throws IOException {
    arrived.countDown();
    awaited(hung);
    take(call);
  }

  /** The status and a byte, and then nothing more. */
  private void drip(HttpExchange call) throws IOException {
    call.sendResponseHeaders(200, 0);
    call.getResponseBody().write('{');
    call.getResponseBody().flush();
    awaited(hung);
    call.close();
  }

  private String address(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void take(HttpExchange call) throws IOException {
    String body = new String(call.getRequestBody().readAllBytes(), UTF_8);
    int status = answers.isEmpty() ? 201 : answers.removeFirst();
    if (status < 300) {
      bodies.add(body);
      keys.add(String.valueOf(call.getRequestHeaders().getFirst("Authorization")));
    }
    call.sendResponseHeaders(status, -1);
    call.close();
  }

  @Test
  void everyEventIsTakenInOrderAndIsWhatTheSpecificationAsksFor() throws Exception {
    // Given: the first event fails twice
    answers.addAll(List.of(500, 503));
    // When
    train("", EnumSet.allOf(Pipeline.class));
    // Then
    assertEquals(2, bodies.size(), bodies.toString());
    assertTrue(bodies.getFirst().contains("\"eventType\":\"START\""), bodies.getFirst());
    assertTrue(bodies.getLast().contains("\"eventType\":\"COMPLETE\""), bodies.getLast());
    assertEquals(List.of("Bearer api-key-1", "Bearer api-key-1"), keys);
    Schema schema = schema();
    for (String body : bodies) {
      List<Error> errors = schema.validate(body, InputFormat.JSON);
      assertEquals(List.of(), errors, body);
    }
    assertEquals(
        Files.readAllLines(run().resolve("openlineage.jsonl")),
        bodies.stream().map(String::strip).toList());
    assertEquals("2 of 2 events taken", LineageDelivery.words(run()));
    assertTrue(delivered().getFirst().contains("\"attempts\":3"), delivered().toString());
  }

  /** The schema is worth nothing when it takes everything. */
  @Test
  void aWrongEventIsNoneOfTheSpecification() throws IOException {
    Schema schema = schema();
    for (String wrong :
        List.of(
            "{}",
            "{\"eventTime\":\"2026-11-01T00:00:00Z\",\"producer\":\"urn:x\",\"schemaURL\":"
                + "\"urn:y\",\"run\":{\"runId\":\"no uuid\"},\"job\":{\"namespace\":\"a\","
                + "\"name\":\"b\"}}")) {
      assertTrue(!schema.validate(wrong, InputFormat.JSON).isEmpty(), wrong);
    }
  }

  @Test
  void aServerThatRefusesIsAskedOnceAndTheRunGoesOn() throws Exception {
    answers.addAll(List.of(401, 401));
    train("");
    assertEquals(List.of(), bodies);
    assertEquals("0 of 2 events taken; START: 401; COMPLETE: 401", LineageDelivery.words(run()));
    assertTrue(delivered().getFirst().contains("\"attempts\":1"), delivered().toString());
  }

  @Test
  void aServerThatIsAwayNeitherFailsTheRunNorHidesThatItIsAway() throws Exception {
    server.stop(0);
    train("");
    assertEquals(
        "0 of 2 events taken; START: no answer; COMPLETE: no answer", LineageDelivery.words(run()));
    assertTrue(delivered().getFirst().contains("\"attempts\":3"), delivered().toString());
    assertTrue(delivered().getLast().contains("\"attempts\":1"), delivered().toString());
  }

  @Test
  void aServerThatHasNotAnsweredHoldsUpNoRun() throws Exception {
    // Given: the first event is in the server's hands until the run is over
    AtomicReference<String> told = new AtomicReference<>("unset");
    AtomicReference<RunState> state = new AtomicReference<>();
    // When
    train(
        "/hung",
        EnumSet.of(Pipeline.DATA),
        () -> {
          awaited(arrived);
          told.set(LineageDelivery.words(run()));
          state.set(RecordedRuns.find(run().getParent(), "r1").state());
          hung.countDown();
        });
    // Then
    assertEquals(RunState.FINISHED, state.get());
    assertNull(told.get(), "no event had been answered yet");
    assertEquals("2 of 2 events taken", LineageDelivery.words(run()));
  }

  @Test
  void aBodyThatNeverEndsIsNoAnswer() throws Exception {
    // Given
    Path told = Files.createDirectories(folder.resolve("run"));
    LineageSettings settings =
        new LineageSettings(URI.create(address("/drip")), null, Duration.ofMillis(300));
    try (LineageSender sender = new LineageSender(settings)) {
      // When
      sender.send(told, "START", "{}".getBytes(UTF_8));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (LineageDelivery.words(told) == null && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      // Then
      assertEquals("0 of 1 events taken; START: no answer", LineageDelivery.words(told));
    }
  }

  @Test
  void anEventAfterTheEndSaysThatTheTrainerEnded() throws Exception {
    // Given
    Path told = Files.createDirectories(folder.resolve("run"));
    LineageSender sender =
        new LineageSender(
            new LineageSettings(URI.create(address("")), null, Duration.ofSeconds(20)));
    sender.close();
    // When
    sender.send(told, "START", "{}".getBytes(UTF_8));
    // Then
    assertEquals(
        "0 of 1 events taken; START: the trainer ended first", LineageDelivery.words(told));
  }

  @Test
  void aKeyThatIsNoneIsNeitherSentNorRepeated() throws Exception {
    // Given
    apiKey = "api-key-1\napi-key-2\n";
    // When
    train("");
    // Then
    assertEquals(List.of(), bodies);
    assertEquals(
        "0 of 2 events taken; START: the key file holds no key; COMPLETE: the key file holds no"
            + " key",
        LineageDelivery.words(run()));
  }

  @Test
  void whereNobodyIsToldNothingIsSaid() throws Exception {
    train(null);
    assertEquals(2, Files.readAllLines(run().resolve("openlineage.jsonl")).size());
    assertNull(LineageDelivery.words(run()));
  }

  /** A run of the first pipeline and a whole one differ only in what they make. */
  private void train(String path) throws Exception {
    train(path, EnumSet.of(Pipeline.DATA));
  }

  private void train(String path, Set<Pipeline> pipelines) throws Exception {
    train(path, pipelines, () -> {});
  }

  /** What is done when the run is over and its trainer is not closed yet. */
  private interface Afterwards {
    void run() throws IOException;
  }

  private void train(String path, Set<Pipeline> pipelines, Afterwards afterwards) throws Exception {
    Path key = folder.resolve("trainer.key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]) + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Map<String, String> settings = new HashMap<>(History.settings(folder, key));
    if (path != null) {
      settings.put("probity.openlineage.url", address(path));
      Path api = Files.writeString(folder.resolve("api.key"), apiKey);
      settings.put("probity.openlineage.api-key-file", api.toString());
      settings.put("probity.openlineage.timeout", "20s");
    }
    try (TrainerService trainer =
        History.trainer(History.published(), TrainerConfig.parse(settings))) {
      TrainingRequest request =
          new TrainingRequest("r1", "operator-1", "drift", Map.of(), 1, false, null);
      trainer.begin(new RunOrder(request, pipelines), step -> {});
      afterwards.run();
    }
    assertEquals(RunState.FINISHED, RecordedRuns.find(run().getParent(), "r1").state());
  }

  private Path run() {
    return folder.resolve("datasets/runs/r1");
  }

  private List<String> delivered() throws IOException {
    return Files.readAllLines(run().resolve("openlineage-told.jsonl"));
  }

  private static Schema schema() throws IOException {
    try (InputStream file =
        LineageOverHttpTest.class.getResourceAsStream("/openlineage/run-event.json")) {
      return SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_2020_12,
              builder ->
                  builder.schemaRegistryConfig(
                      SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()))
          .getSchema(file, InputFormat.JSON);
    }
  }
}
