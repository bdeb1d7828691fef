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
  private static final String INDEX = "/v2/repository/index";
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
      String index = known(server);
      assertTrue(index.contains("\"unloaded\""), index);
      HttpResponse<String> answer = server.get(InferenceServer.MODEL + "/ready");
      assertEquals(503, answer.statusCode(), answer.body());
      assertEquals(200, operator(server, "load").statusCode());
      answer = server.get(InferenceServer.MODEL + "/ready");
      assertEquals(200, answer.statusCode(), answer.body());
    }
  }

  /** The index once the record was read: before, the door is shut for another reason. */
  private static String known(InferenceServer server) throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    String index = server.post(INDEX, "").body();
    while (index.contains("not known yet") && System.nanoTime() < deadline) {
      LockSupport.parkNanos(50_000_000);
      index = server.post(INDEX, "").body();
    }
    return index;
  }

  private static HttpResponse<String> operator(InferenceServer server, String what)
      throws Exception {
    return InferenceServer.send(
        server.as("operator-1", REPOSITORY + what).POST(BodyPublishers.noBody()));
  }
}
