// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.probity.ingest.Texts;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.ConfigKit;
import dev.probity.topics.io.ProfileFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real HTTP server with pages, each answer of an address given once and the last one kept. */
class PullIngestTest {
  @TempDir Path folder;

  private final Map<String, ArrayDeque<Page>> pages = new ConcurrentHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
  private HttpServer server;

  private record Page(int status, String body, Map<String, String> headers) {}

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    asked.add(path + " " + exchange.getRequestHeaders().getFirst("Authorization"));
    ArrayDeque<Page> known = pages.getOrDefault(path, new ArrayDeque<>());
    Page page = known.size() > 1 ? known.poll() : known.peek();
    if (page == null) {
      page = new Page(404, "", Map.of());
    }
    page.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
    byte[] body = page.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(page.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void page(String path, int status, String body, String... headers) {
    Map<String, String> all = headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]);
    pages.computeIfAbsent(path, none -> new ArrayDeque<>()).add(new Page(status, body, all));
  }

  @Test
  void linksAreFollowedToTheLastPageAndABadCandidateIsRefusedAlone() throws Exception {
    String bad = candidate("C-2").replace("\"AGEP\":33", "\"AGEP\":-5");
    page("/p", 200, "[" + candidate("C-1") + "," + bad + "]", "Link", "</p?page=2>; rel=\"next\"");
    page("/p?page=2", 200, "[" + candidate("C-3") + "]");
    assertEquals(new FileReport(3, 2, 0, 1, List.of()), run("/p", "items"));
    assertEquals(List.of("C-1", "C-3"), keys());
    assertTrue(Files.readString(folder.resolve("rejects.csv")).contains("2,range,"));
    assertFalse(Files.exists(folder.resolve("state.json")), "nothing is left to go on with");
  }

  @Test
  void anInterruptedRunGoesOnAndAPageThatComesAgainIsTheSameEvents() throws Exception {
    page("/p", 200, "{\"rows\":[" + candidate("C-1") + "],\"next\":\"2\"}");
    page("/p?next=2", 404, "");
    page("/p?next=2", 200, "{\"rows\":[" + candidate("C-2") + "],\"next\":null}");
    assertThrows(IllegalArgumentException.class, () -> run("/p", "rows"));
    assertEquals(new FileReport(1, 1, 0, 0, List.of()), run("/p", "rows"));
    assertEquals(List.of("C-1", "C-2"), keys());
    run("/p", "rows");
    assertEquals(List.of("C-1", "C-2", "C-1", "C-2"), keys());
    assertEquals(2, producer.history().stream().map(PullIngestTest::eventId).distinct().count());
    assertEquals("/p?next=2", asked.get(2).split(" ")[0]);
  }

  @Test
  void aBusyServerIsAskedAgain() throws Exception {
    page("/p", 429, "", "Retry-After", "0");
    page("/p", 503, "", "Retry-After", "0");
    page("/p", 200, "[" + candidate("C-1") + "]");
    assertEquals(1, run("/p", "items").accepted());
    assertEquals(3, asked.size());
    assertTrue(asked.getFirst().endsWith("Bearer token"), asked.getFirst());
  }

  @Test
  void onlyHostsOnTheListAreAsked() {
    String other = "http://127.0.0.1:1/steal";
    page("/link", 200, "[]", "Link", "<" + other + ">; rel=\"next\"");
    page("/cursor", 200, "{\"items\":[],\"next\":\"" + other + "\"}");
    page("/moved", 302, "", "Location", other);
    for (String path : List.of("/link", "/cursor", "/moved")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> run(path, "items")).getMessage();
      assertTrue(message.contains("may not be asked") || message.contains("redirects"), message);
    }
    PullConfig config = new PullConfig(List.of("hr.example", "hr.example:8443"), null, 100);
    config.allowed(URI.create("https://HR.example/x"));
    config.allowed(URI.create("https://hr.example:8443/x"));
    for (String address :
        List.of(
            "http://hr.example/x",
            "https://hr.example:444/x",
            "https://hr.example.evil.example/x",
            "https://hr.example@evil.example/x",
            "file:///etc/passwd",
            "https:///x")) {
      assertThrows(
          IllegalArgumentException.class, () -> config.allowed(URI.create(address)), address);
    }
  }

  @Test
  void aPageIsBoundedAndDoesNotNameItself() {
    page("/large", 200, "[" + " ".repeat(4_000) + "]");
    page("/loop", 200, "[]", "Link", "</loop>; rel=\"next\"");
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> run("/large", "items"))
            .getMessage()
            .contains("max-page-bytes"));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> run("/loop", "items"))
            .getMessage()
            .contains("names itself"));
  }

  @Test
  void keysAreReadAndNobodyMayBeAskedByDefault() {
    ConfigKit.assertDefaults(
        Map.of(), PullConfig::read, new PullConfig(List.of(), null, 16_777_216));
    ConfigKit.assertMapsEveryKey(
        Map.of(
            "probity.pull.hosts", "A.example, b:8443",
            "probity.pull.token-file", "token",
            "probity.pull.max-page-bytes", "5"),
        PullConfig::read,
        new PullConfig(List.of("a.example", "b:8443"), Path.of("token"), 5));
  }

  private FileReport run(String path, String items) throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "token\n");
    String host = "127.0.0.1:" + server.getAddress().getPort();
    return new PullIngest(
            producer,
            TopicNames.PLAIN,
            new PullConfig(List.of(host), token, 3_000),
            InstantSource.system(),
            IngestListener.SILENT)
        .run(
            new PullRequest(
                URI.create("http://" + host + path),
                ProfileFiles.load("acs-salary"),
                items,
                "next",
                folder.resolve("state.json"),
                folder.resolve("rejects.csv")));
  }

  private List<String> keys() {
    return producer.history().stream()
        .filter(one -> one.topic().equals(Topics.CANDIDATES.name()))
        .map(one -> new String(one.key(), UTF_8))
        .collect(Collectors.toList());
  }

  private static String eventId(
      org.apache.kafka.clients.producer.ProducerRecord<byte[], byte[]> one) {
    return new String(one.headers().lastHeader(EventHeaders.ID).value(), UTF_8);
  }

  private static String candidate(String id) {
    return Texts.CANDIDATE.replace("C-1001", id);
  }
}
