// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks the installation whether it is ready, as an operator's probe would. */
final class Doors {
  private final URI ready;
  private final HttpClient http = HttpClient.newHttpClient();

  Doors(URI door) {
    this.ready = door.resolve("/q/health/ready");
  }

  /** Whether every processor is ready. */
  boolean ready() {
    HttpRequest request =
        HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(2)).GET().build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
