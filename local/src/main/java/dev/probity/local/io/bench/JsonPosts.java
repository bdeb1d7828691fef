// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Posts JSON from any thread and tells the status of the answer only. */
final class JsonPosts implements AutoCloseable {
  private final Duration patience;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * A client of any server.
   *
   * @param patience how long an answer may take
   */
  JsonPosts(Duration patience) {
    this.patience = patience;
  }

  /** The status of the answer; 0 when there was none. */
  int post(URI door, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(door)
            .timeout(patience)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException noAnswer) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
