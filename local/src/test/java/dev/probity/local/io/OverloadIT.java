// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.MalformedCandidates;
import dev.probity.topics.Topics;
import dev.probity.topics.record.Explanation;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More than the door holds at a time: what is taken is decided, the rest is told when to come. */
class OverloadIT {
  private static final String GOOD = new String(MalformedCandidates.good(), UTF_8);
  private static final int CLIENTS = 32;
  private static final int POSTS = 12;
  private static final int ROWS = 100;

  @TempDir private Path folder;
  private final Set<String> accepted = new ConcurrentSkipListSet<>();

  @Test
  @DisplayName("RT-41: ten times too much is 429 with Retry-After, never a server error, none lost")
  void tooMuchIsToldToComeAgain() throws Exception {
    // Given: a door that holds a tenth of what its clients have under way
    Map<String, String> small =
        Map.of("probity.ingest.max-pending-rows", Integer.toString(CLIENTS * ROWS / 10));
    try (InferenceServer server = InferenceServer.start(folder, 1, small)) {
      // When
      Map<Integer, Integer> statuses = new TreeMap<>();
      try (ExecutorService pool = Executors.newFixedThreadPool(CLIENTS)) {
        List<Future<List<Integer>>> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
          String name = "O-" + client;
          clients.add(pool.submit(() -> post(server, name)));
        }
        for (Future<List<Integer>> one : clients) {
          one.get(120, TimeUnit.SECONDS).forEach(status -> statuses.merge(status, 1, Integer::sum));
        }
      }

      // Then
      System.out.printf(
          "RT-41 answers by status %s, rows accepted %d%n", statuses, accepted.size());
      assertTrue(statuses.containsKey(429), "nobody was told to come again: " + statuses);
      assertTrue(statuses.containsKey(202), "nobody was let in: " + statuses);
      assertEquals(Set.of(202, 429), statuses.keySet());
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
      Set<String> explained = explained(server);
      while (!explained.equals(accepted) && System.nanoTime() < deadline) {
        LockSupport.parkNanos(200_000_000);
        explained = explained(server);
      }
      assertEquals(new TreeSet<>(accepted), explained, "accepted is explained, and nothing else");
    }
  }

  private List<Integer> post(InferenceServer server, String name) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int post = 0; post < POSTS; post++) {
      List<String> ids = new ArrayList<>();
      for (int row = 0; row < ROWS; row++) {
        ids.add(name + "-" + post + "-" + row);
      }
      String body =
          ids.stream()
              .map(id -> GOOD.replace("C-1001", id))
              .collect(Collectors.joining(",", "[", "]"));
      HttpResponse<String> answer = server.post("/candidates", body);
      statuses.add(answer.statusCode());
      if (answer.statusCode() == 202) {
        accepted.addAll(ids);
      } else if (answer.statusCode() == 429) {
        assertEquals("1", answer.headers().firstValue("Retry-After").orElse("none"));
      }
    }
    return statuses;
  }

  private static Set<String> explained(InferenceServer server) {
    return server.values(Topics.EXPLANATIONS).stream()
        .map(Explanation::candidateId)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
