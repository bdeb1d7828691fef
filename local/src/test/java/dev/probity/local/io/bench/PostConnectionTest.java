// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostConnectionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
  private final Set<Integer> ports = Collections.synchronizedSet(new HashSet<>());
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/sized", 202, 6, false);
    // A length of zero makes this server send chunks.
    answer("/chunked", 207, 0, false);
    answer("/busy", 429, -1, false);
    answer("/last", 202, 6, true);
    server.start();
  }

  private void answer(String path, int status, long length, boolean close) {
    server.createContext(
        path,
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          ports.add(exchange.getRemoteAddress().getPort());
          if (close) {
            exchange.getResponseHeaders().add("Connection", "close");
          }
          exchange.sendResponseHeaders(status, length);
          if (length >= 0) {
            exchange.getResponseBody().write("answer".getBytes(UTF_8));
          }
          exchange.close();
        });
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private List<Integer> posts(String path, int times) {
    List<Integer> statuses = new ArrayList<>();
    try (PostConnection connection = new PostConnection(at(path), PATIENCE)) {
      for (int i = 0; i < times; i++) {
        statuses.add(connection.post(("body " + i).getBytes(UTF_8)));
      }
    }
    return statuses;
  }

  @Test
  void postsOneBodyAfterTheOtherOverOneConnection() {
    assertEquals(List.of(202, 202, 202), posts("/sized", 3));
    assertEquals(List.of("body 0", "body 1", "body 2"), bodies);
    assertEquals(1, ports.size());
  }

  @Test
  void readsAnswersInChunksAndWithoutBody() {
    assertEquals(List.of(207, 207), posts("/chunked", 2));
    assertEquals(List.of(429, 429), posts("/busy", 2));
    assertEquals(2, ports.size());
  }

  @Test
  void connectsAgainWhenTheServerEndsTheConnection() {
    assertEquals(List.of(202, 202), posts("/last", 2));
    assertEquals(2, ports.size());
  }

  @Test
  void tellsNothingOfAServerThatIsAway() {
    // Given
    URI gone = at("/sized");
    server.stop(0);

    // When
    try (PostConnection connection = new PostConnection(gone, PATIENCE)) {
      // Then
      assertEquals(0, connection.post(new byte[0]));
      assertEquals(0, connection.post(new byte[0]));
    }
  }

  @Test
  void knowsPlainHttpOnly() {
    URI door = URI.create("https://localhost/candidates");
    assertThrows(IllegalArgumentException.class, () -> new PostConnection(door, PATIENCE));
  }
}
