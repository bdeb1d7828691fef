// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.io.LedgerReads;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A candidate withdraws and comes again, at the door of a running stack without a model. */
class WithdrawalIT {
  private static final String CANDIDATE =
      """
      {"id":"C-1001","purpose":"decision","profile":"acs-salary","attributes":{"CIT":1,"COW":1,\
      "INDP":170,"OCCP":10,"HICOV":1,"WKWN":52,"WKHP":40,"AGEP":45,"SCHL":21},\
      "protected":{"SEX":1,"RAC1P":1},\
      "provenance":{"group":null,"requisition":null,"tenant":null}}\
      """;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @Test
  void isShownIsInTheLedgerIsInNoSumAndASubmissionSupersedesIt() throws Exception {
    try (RunningFolder up = RunningFolder.start(folder, Map.of())) {
      // Given
      assertEquals(202, send(up, "POST", "/candidates", CANDIDATE).statusCode());
      assertFalse(shown(up).contains("withdrawn"), shown(up));

      // When
      HttpResponse<String> answer =
          send(up, "DELETE", "/candidates/C-1001", "{\"reason\":\"found another position\"}");
      assertEquals(202, answer.statusCode(), answer.body());
      HttpResponse<String> bad = send(up, "DELETE", "/candidates/C-1001", "{\"why\":\"other\"}");
      assertEquals(422, bad.statusCode(), bad.body());

      // Then
      await("the withdrawal", () -> shown(up).contains("\"withdrawn\":true"));
      assertEquals(202, send(up, "POST", "/candidates", CANDIDATE).statusCode());
      await("the candidate again", () -> !shown(up).contains("withdrawn"));
      try (LedgerReads ledger =
          LedgerReads.connect(LocalServices.reader(up.view()), TopicNames.PLAIN)) {
        await("all three and the refusal", () -> recorded(ledger) == 3 && refused(ledger) == 1);
        assertEquals(2, ledger.counts().accepted(), "a withdrawal was counted as a submission");
        await("a balance", () -> metric(up, "probity_in_flight_records") == 2);
        assertEquals(0, metric(up, "probity_unaccounted_records"));
      }
    }
  }

  private static long recorded(LedgerReads ledger) throws SQLException {
    return ledger.counts().recordedByTopic().getOrDefault(Topics.CANDIDATES.name(), 0L);
  }

  private static long refused(LedgerReads ledger) throws SQLException {
    return ledger.counts().complete() ? ledger.counts().rejected() : -1;
  }

  private static String shown(RunningFolder up) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(up, "GET", "/candidates/C-1001", "");
    assertEquals(200, answer.statusCode(), answer.body());
    return answer.body();
  }

  private static double metric(RunningFolder up, String name)
      throws IOException, InterruptedException {
    return send(up, "GET", "/q/metrics", "")
        .body()
        .lines()
        .filter(line -> line.startsWith(name) && line.contains("candidates-predictions"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElse(-1);
  }

  private static HttpResponse<String> send(RunningFolder up, String verb, String path, String body)
      throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + up.view().ports().http() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .method(verb, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (verb.equals("GET")) {
      String token = Files.readString(up.view().token("auditor-1")).strip();
      request.header("Authorization", "Bearer " + token);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, "in vain: " + what);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }
}
