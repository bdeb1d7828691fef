// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A system that is told of decisions and releases: it checks who tells it, and is away now and
 * then.
 */
final class HookReceiver implements Closeable {
  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final String secret;
  private final Set<String> taken = new TreeSet<>();
  private final Set<String> seen = new TreeSet<>();
  private final Set<String> refused = new TreeSet<>();
  private final List<String> states = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final AtomicInteger toFail = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  private HookReceiver(HttpServer server, String secret) {
    this.server = server;
    this.secret = secret;
  }

  static HookReceiver start() throws IOException {
    return start(SECRET);
  }

  /** A receiver that knows the caller by this secret, and calls signed with another are wrong. */
  static HookReceiver start(String secret) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    HookReceiver receiver = new HookReceiver(server, secret);
    server.createContext("/hook", receiver::take);
    server.start();
    return receiver;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /** Is away for so many calls. */
  void failNext(int calls) {
    toFail.set(calls);
  }

  synchronized void refuse(String candidateId) {
    refused.add(candidateId);
  }

  int failed() {
    return failed.get();
  }

  synchronized Set<String> taken() {
    return Set.copyOf(taken);
  }

  /** What was said about releases of a model, each change once, in the order it was told. */
  synchronized List<String> states(String model) {
    return states.stream()
        .filter(one -> one.startsWith(model + " "))
        .map(one -> one.substring(model.length() + 1))
        .toList();
  }

  synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  private void take(HttpExchange call) throws IOException {
    byte[] body = call.getRequestBody().readAllBytes();
    int status = toFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? 503 : judge(call, body);
    if (status == 503) {
      failed.incrementAndGet();
    }
    call.sendResponseHeaders(status, -1);
    call.close();
  }

  private synchronized int judge(HttpExchange call, byte[] body) throws IOException {
    String id = call.getRequestHeaders().getFirst("webhook-id");
    String at = call.getRequestHeaders().getFirst("webhook-timestamp");
    String expected = "v1," + mac(id + "." + at + "." + new String(body, UTF_8));
    if (!expected.equals(call.getRequestHeaders().getFirst("webhook-signature"))) {
      problems.add(id + " is signed by somebody else");
    }
    Instant said = Instant.ofEpochSecond(Long.parseLong(at));
    if (Duration.between(said, Instant.now()).abs().compareTo(SKEW) > 0) {
      problems.add(id + " was signed at " + said);
    }
    JsonNode data = JSON.readTree(body).path("data");
    if (data.has("state")) {
      if (seen.add(id)) {
        states.add(data.path("model").asText() + " " + data.path("state").asText());
      }
      return 204;
    }
    if (!data.path("predictionId").asText().equals(id)) {
      problems.add(id + " is another decision than its id says");
    }
    String candidate = data.path("candidateId").asText();
    if (refused.contains(candidate)) {
      return 422;
    }
    taken.add(candidate);
    return 204;
  }

  /** On its own, as a receiver would do it. */
  private String mac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
