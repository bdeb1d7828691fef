// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator unloaded stays unloaded when the packaged application starts again. */
class UnloadedDoorIT {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final String REPOSITORY = "/v2/repository/models/probity-acs-salary/";

  @TempDir private Path folder = Path.of("unset");

  @Test
  void aRestartBringsNothingBackThatAnOperatorUnloaded() throws Exception {
    // Given
    try (InferenceServer server = InferenceServer.start(folder, 1, Map.of())) {
      assertEquals(200, server.get(InferenceServer.MODEL + "/ready").statusCode());
      assertEquals(200, operator(server, "unload").statusCode());
    }

    // When
    try (InferenceServer server = InferenceServer.again(folder, Map.of())) {
      // Then: the stream scores, the door stays shut until an operator opens it
      HttpResponse<String> answer = known(server);
      assertEquals(503, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("an operator can load it again"), answer.body());
      answer = server.post("/v2/repository/index", "");
      assertTrue(answer.body().contains("\"unloaded\""), answer.body());
      assertEquals(200, operator(server, "load").statusCode());
      answer = server.get(InferenceServer.MODEL + "/ready");
      assertEquals(200, answer.statusCode(), answer.body());
    }
  }

  /** Whether it is ready, once the record was read: before, the door is shut for another reason. */
  private static HttpResponse<String> known(InferenceServer server) throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    HttpResponse<String> answer = server.get(InferenceServer.MODEL + "/ready");
    while (answer.body().contains("was not read from the record yet")
        && System.nanoTime() < deadline) {
      LockSupport.parkNanos(50_000_000);
      answer = server.get(InferenceServer.MODEL + "/ready");
    }
    return answer;
  }

  private static HttpResponse<String> operator(InferenceServer server, String what)
      throws Exception {
    return InferenceServer.send(
        server.as("operator-1", REPOSITORY + what).POST(BodyPublishers.noBody()));
  }
}
