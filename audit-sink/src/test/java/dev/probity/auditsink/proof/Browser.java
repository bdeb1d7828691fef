// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** A headless Chromium, driven by the six calls of W3C WebDriver that these tests need. */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process driver;
  private final HttpClient http = HttpClient.newHttpClient();
  private String session;

  private Browser(Process driver, String address) {
    this.driver = driver;
    this.session = address;
  }

  /** Starts driver and browser, or skips the test by the name of what is missing. */
  static Browser start(Path folder) throws IOException, InterruptedException {
    Path chromium = Peer.only("chromium");
    Path program = Peer.only("chromedriver");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process driver =
        new ProcessBuilder(program.toString(), "--port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("driver.log").toFile())
            .start();
    Browser browser = new Browser(driver, "http://127.0.0.1:" + port);
    browser.begin(chromium, folder.resolve("profile"));
    return browser;
  }

  private void begin(Path chromium, Path profile) throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--user-data-dir=" + profile);
    Map<String, Object> options = Map.of("binary", chromium.toString(), "args", arguments);
    Map<String, Object> wanted = Map.of("browserName", "chrome", "goog:chromeOptions", options);
    Map<String, Object> body = Map.of("capabilities", Map.of("alwaysMatch", wanted));
    Instant patience = Instant.now().plus(PATIENCE);
    while (!answers(patience)) {
      Thread.onSpinWait();
    }
    session = session + "/session/" + post("/session", body).get("sessionId").asText();
  }

  private boolean answers(Instant patience) throws InterruptedException {
    try {
      return send(HttpRequest.newBuilder(URI.create(session + "/status")).build())
          .get("ready")
          .asBoolean();
    } catch (IOException refused) {
      if (Instant.now().isAfter(patience)) {
        throw new AssertionError("the driver does not answer", refused);
      }
      return false;
    }
  }

  void open(URI page) throws IOException, InterruptedException {
    post("/url", Map.of("url", page.toString()));
  }

  String script(String script, String... arguments) throws IOException, InterruptedException {
    return post("/execute/sync", Map.of("script", script, "args", arguments)).asText();
  }

  void type(String selector, String text) throws IOException, InterruptedException {
    post("/element/" + element(selector) + "/value", Map.of("text", text));
  }

  /** The text of an element once it is as wanted. */
  String await(String selector, Predicate<String> wanted) throws IOException, InterruptedException {
    String element = element(selector);
    Instant patience = Instant.now().plus(PATIENCE);
    String text = "";
    while (Instant.now().isBefore(patience)) {
      URI uri = URI.create(session + "/element/" + element + "/text");
      text = send(HttpRequest.newBuilder(uri).build()).asText();
      if (wanted.test(text)) {
        return text;
      }
    }
    throw new AssertionError(selector + " stayed at: " + text);
  }

  private String element(String selector) throws IOException, InterruptedException {
    JsonNode found = post("/element", Map.of("using", "css selector", "value", selector));
    return Objects.requireNonNull(found.elements().next()).asText();
  }

  private JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(session + path))
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build());
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(request.uri() + " answered " + answer.body());
    }
    return JSON.readTree(answer.body()).get("value");
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      if (session.contains("/session/")) {
        send(HttpRequest.newBuilder(URI.create(session)).DELETE().build());
      }
    } finally {
      driver.destroy();
    }
  }
}
