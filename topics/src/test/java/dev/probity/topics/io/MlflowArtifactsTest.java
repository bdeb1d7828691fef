// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kit over the two calls of an MLflow server that it needs; before a real server it is held by
 * the trainer's {@code MlflowModelStorePeerIT}.
 */
class MlflowArtifactsTest extends ModelStoreKit {
  private static final String CALL = "/api/2.0/mlflow-artifacts/artifacts/";

  @TempDir private Path folder;
  private final Map<String, byte[]> artifacts = new ConcurrentHashMap<>();
  private HttpServer server;
  private volatile int refusal;
  private volatile String token = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(CALL, this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
      String path = exchange.getRequestURI().getPath().substring(CALL.length());
      byte[] sent = exchange.getRequestBody().readAllBytes();
      if (exchange.getRequestMethod().equals("PUT")) {
        artifacts.put(path, sent);
      }
      byte[] found = artifacts.get(path);
      int status = refusal != 0 ? refusal : found == null ? 404 : 200;
      byte[] body =
          status == 200 && exchange.getRequestMethod().equals("GET") ? found : bytes("{}");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private ModelRepository store() throws IOException {
    Path secret = Files.writeString(folder.resolve("token"), "a-token\n");
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new RemoteModelStore(
        new MlflowArtifacts(url, "releases/", secret),
        new ArchiveCache(folder.resolve("cache"), 1 << 20, InstantSource.system()));
  }

  @Override
  protected ModelStore holding(String digest, Map<String, byte[]> files) throws Exception {
    ModelRepository store = store();
    store.put(digest, files);
    return store;
  }

  @Test
  void saysWhereTheBundleLiesAndWhoAsks() throws Exception {
    // When
    ModelRepository store = store();
    store.put(STORED, Map.of("manifest.json", bytes("{}")));

    // Then
    assertEquals("mlflow-artifacts:/releases/" + STORED + ".zip", store.location(STORED));
    assertEquals("Bearer a-token", token);
    assertTrue(artifacts.containsKey("releases/" + STORED + ".zip"), "" + artifacts.keySet());
  }

  @Test
  void refusalNamesTheServerAndWhatMayBeWrong() throws Exception {
    // Given
    refusal = 503;

    // When
    IOException refused =
        assertThrows(
            IOException.class, () -> store().put(STORED, Map.of("manifest.json", bytes("{}"))));

    // Then
    assertTrue(refused.getMessage().contains("answered 503. Maybe"), refused.getMessage());
    assertThrows(OutageException.class, () -> store().fetch(STORED));
  }
}
