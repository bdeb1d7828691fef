// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.probity.topics.MalformedCandidates;
import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door as a process of its own, whose broker dies and comes back. */
class BrokerAwayIT {
  private static final String GOOD = new String(MalformedCandidates.good(), UTF_8);

  /** The promise is two seconds; what comes on top is a machine that does other things as well. */
  private static final Duration ANSWERS_WITHIN = Duration.ofMillis(2_500);

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  @TempDir private Path folder;

  @Test
  @DisplayName(
      "R6: without a broker 503 and Retry-After within 2 s, never a promise; then it goes on")
  void nothingIsPromisedWithoutABroker() throws Exception {
    assumeTrue(ProbityProcess.isPackaged("ingest"), "ingest is not packaged, or before a change");
    try (DataFolder data =
            DataFolder.open(folder.resolve("data"), () -> Ports.anyFree(new Random()));
        BrokerCluster brokers = BrokerCluster.alone(data.kafka(), data.ports())) {
      // Given
      int port = data.ports().http();
      Map<String, String> settings =
          Map.of(
              "kafka.bootstrap.servers",
              brokers.bootstrapServers(),
              "probity.instance.id",
              "0",
              "probity.explainer.url",
              "http://127.0.0.1:9",
              "quarkus.http.host",
              "127.0.0.1",
              "quarkus.http.port",
              Integer.toString(port));
      KafkaSettings kafka = KafkaSettings.parse(Configured.with(settings), "local");
      LocalTopics.make(kafka);
      try (ProbityProcess ingest =
          ProbityProcess.module("ingest", folder.resolve("ingest"), settings)) {
        ingest.awaitReady(port);
        assertEquals(202, post(port, "A-1", "k-1").statusCode());

        // When
        brokers.kill(1);
        Map<String, Long> late = new LinkedHashMap<>();
        for (int i = 0; i < 6; i++) {
          long began = System.nanoTime();
          HttpResponse<String> answer = post(port, "A-2", "k-2");
          long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
          assertEquals(503, answer.statusCode(), answer.body());
          assertEquals("2", answer.headers().firstValue("Retry-After").orElse("none"));
          late.put("call " + i, took);
        }
        assertTrue(ProbityProcess.isAlive(port), "alive without a broker");

        // Then
        System.out.println("R6 milliseconds to 503: " + late);
        late.values().forEach(took -> assertTrue(took <= ANSWERS_WITHIN.toMillis(), "" + late));
        redirects(port);

        // And
        brokers.start(1);
        HttpResponse<String> again = post(port, "A-2", "k-2");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (again.statusCode() == 503 && System.nanoTime() < deadline) {
          again = post(port, "A-2", "k-2");
        }
        assertEquals(202, again.statusCode(), again.body());
        Set<String> ids = new HashSet<>();
        new TopicRows(kafka).values(Topics.CANDIDATES).forEach(one -> ids.add(one.id()));
        assertEquals(Set.of("A-1", "A-2"), ids, "what was accepted is on the topic");
        ingest.terminate();
        assertEquals(143, ingest.awaitExit(Duration.ofSeconds(10)));
      }
    }
  }

  /**
   * The explainer runs apart here: whoever asks what-if is sent there, and nothing else is told.
   */
  private static void redirects(int port) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + port + "/candidates/A-1/counterfactual");
    HttpResponse<String> answer =
        HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    assertEquals(307, answer.statusCode());
    assertEquals(
        "http://127.0.0.1:9/candidates/A-1/counterfactual",
        answer.headers().firstValue("Location").orElse("none"));
  }

  private static HttpResponse<String> post(int port, String id, String key) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/candidates"))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(GOOD.replace("C-1001", id)))
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
