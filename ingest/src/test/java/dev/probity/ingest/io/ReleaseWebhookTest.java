// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.probity.ingest.WebhookSignature;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.Handled;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.ReleaseEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes of a release's state, told to a server that is away and comes back. */
class ReleaseWebhookTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final Instant NOW = Instant.parse("2026-11-02T03:04:05Z");

  /** In the place of a status: 200 and a body that does not end. */
  private static final int ENDLESS = -1;

  private final List<String> ids = new ArrayList<>();
  private final List<String> states = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Deque<Integer> answers = new ArrayDeque<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = listen(0);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private HttpServer listen(int port) throws IOException {
    HttpServer fresh =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    fresh.createContext("/releases", this::take);
    fresh.start();
    return fresh;
  }

  private synchronized void take(HttpExchange call) throws IOException {
    byte[] body = call.getRequestBody().readAllBytes();
    String id = call.getRequestHeaders().getFirst("webhook-id");
    long at = Long.parseLong(call.getRequestHeaders().getFirst("webhook-timestamp"));
    String signature = call.getRequestHeaders().getFirst("webhook-signature");
    if (!WebhookSignature.of(SECRET).sign(id, at, body).equals(signature)
        || at != NOW.getEpochSecond()) {
      problems.add(id);
    }
    JsonNode data = new ObjectMapper().readTree(body).path("data");
    int status = answers.isEmpty() ? 204 : answers.removeFirst();
    if (status >= 200 && status < 300) {
      ids.add(id);
      states.add(data.path("model").asText() + " " + data.path("state").asText());
    }
    if (status == 302) {
      call.getResponseHeaders().add("location", "/releases");
    }
    if (status == ENDLESS) {
      call.sendResponseHeaders(200, 9);
      call.getResponseBody().write(1);
      call.getResponseBody().flush(); // the headers too are sent now, and the other eight never
    } else {
      call.sendResponseHeaders(status, -1);
      call.close();
    }
  }

  private WebhookStep step() {
    return step(Duration.ofSeconds(5));
  }

  private WebhookStep step(Duration timeout) {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/releases");
    WebhookSettings settings = new WebhookSettings(url, Path.of("unread"), timeout, 1);
    return new WebhookStep(
        WebhookFeed.RELEASES,
        "release-webhook-0",
        new SignedCalls(settings, WebhookSignature.of(SECRET), () -> NOW),
        TopicNames.PLAIN,
        "0",
        () -> NOW,
        new SimpleMeterRegistry());
  }

  private static List<ConsumerRecord<byte[], byte[]>> life(String model) {
    // The poll brings the topic of refusals first.
    return List.of(
        record(
            Topics.ALERTS.name(),
            ReleaseRecords.refusal(model, ReleaseRecords.DIGEST, AlertStatus.FIRING)),
        model(ReleaseRecords.of(model, ReleaseEvent.REGISTERED, null, false, 1)),
        model(ReleaseRecords.of(model, ReleaseEvent.PROMOTED, "challenger", true, 2)),
        model(ReleaseRecords.of(model, ReleaseEvent.PROMOTED, "champion", true, 3)),
        model(ReleaseRecords.of(model, ReleaseEvent.ROLLED_BACK, "champion", true, 4)),
        model(ReleaseRecords.of(model, ReleaseEvent.RETIRED, null, true, 5)));
  }

  private static final List<String> TOLD =
      List.of(
          "m registered", "m challenger", "m champion", "m rolled-back", "m retired", "m refused");

  @Test
  void everyChangeIsToldSignedAndInOrderThoughTheReceiverFails() throws Exception {
    // Given
    WebhookStep step = step();
    answers.addAll(List.of(204, 500, 204, 503));

    // When: as the loop does, the batch comes again after each outage
    assertThrows(OutageException.class, () -> step.handle(life("m")));
    assertThrows(OutageException.class, () -> step.handle(life("m")));
    List<Handled> handled = step.handle(life("m"));

    // Then
    assertEquals(TOLD, states);
    assertEquals(List.of(), problems);
    assertEquals(6, new HashSet<>(ids).size());
    handled.forEach(one -> assertInstanceOf(Handled.Skipped.class, one));
  }

  @Test
  void aReceiverThatWasAwayIsToldWhenItIsBackAndARestartRepeatsTheSameIds() throws Exception {
    // Given
    int port = server.getAddress().getPort();
    WebhookStep step = step();
    server.stop(0);
    assertThrows(OutageException.class, () -> step.handle(life("m")));
    assertEquals(List.of(), states);

    // When
    server = listen(port);
    step.handle(life("m"));
    List<String> first = List.copyOf(ids);
    assertEquals(TOLD, states);

    // And: the process dies before it commits, and another takes the same records
    step().handle(life("m"));

    // Then: who drops an id it has seen has each change once
    assertEquals(12, ids.size());
    assertEquals(first, ids.subList(6, 12));
  }

  @Test
  void aRedirectIsNotFollowedAndOnRecord() throws Exception {
    answers.add(302);
    List<Handled> handled = step().handle(List.of(life("m").get(1)));
    assertEquals(List.of(), states);
    Handled.Forwarded forwarded = assertInstanceOf(Handled.Forwarded.class, handled.getFirst());
    String entry = new String(forwarded.records().getFirst().value(), UTF_8);
    assertTrue(entry.contains("release-webhook") && entry.contains("302"), entry);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aReceiverThatNeverEndsItsAnswerHoldsUpNothingForEver() throws Exception {
    // Given
    WebhookStep step = step(Duration.ofSeconds(1));
    answers.add(ENDLESS);
    assertThrows(OutageException.class, () -> step.handle(life("m")));
    assertEquals(List.of(), states);

    // When
    step.handle(life("m"));

    // Then
    assertEquals(TOLD, states);
  }

  private static ConsumerRecord<byte[], byte[]> model(byte[] value) {
    return record(Topics.MODELS.name(), value);
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, byte[] value) {
    return new ConsumerRecord<>(topic, 0, 0, "k".getBytes(UTF_8), value);
  }
}
