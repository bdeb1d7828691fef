// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.MalformedCandidates;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Reject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the reference implementation answers wrongly, asked of the packaged application. */
class FrontDoorIT {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int LIMIT = 2 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GOOD = new String(MalformedCandidates.good(), UTF_8);

  @TempDir private static Path folder;
  private static InferenceServer server;
  private static HookReceiver hook;

  @BeforeAll
  static void start() throws Exception {
    hook = HookReceiver.start();
    Path secret = Files.writeString(folder.resolve("hook.secret"), HookReceiver.SECRET);
    server =
        InferenceServer.start(
            folder,
            1,
            Map.of(
                "probity.ingest.webhook.url",
                hook.url(),
                "probity.ingest.webhook.secret-file",
                secret.toString()));
  }

  @AfterAll
  static void stop() {
    server.close();
    hook.close();
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("RT-11, RT-12, RT-13, RT-15, RT-17, RT-19, RT-21 at the HTTP door")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "RT-12 no such occupation | /attributes/OCCP | \"OCCP\":12345678 | 422 | range",
        "RT-13 unknown extra field | /attributes/HOBBY | \"HOBBY\":1,\"OCCP\":4720 | 422 | schema",
        "RT-15 text for a number | /attributes/AGEP | \"AGEP\":\"52\" | 422 | type",
        "RT-17 a fraction | /attributes/AGEP | \"AGEP\":52.5 | 422 | type",
        "RT-19 10 to the 30 | /attributes/AGEP | \"AGEP\":1000000000000000000000000000000 | 422"
            + " | range",
        "RT-19 40 digits | /attributes/AGEP | \"AGEP\":1000000000000000000000000000000000000000"
            + " | 400 | too-large",
        "RT-21 missing | /attributes/SCHL | \"SCHL\": | 422 | schema",
        "RT-21 null | /attributes/SCHL | \"SCHL\":null | 422 | type",
        "RT-21 wrong type | /attributes/SCHL | \"SCHL\":true | 422 | type",
      })
  void aBadRecordIsRefusedByName(String name, String pointer, String json, int status, String code)
      throws Exception {
    long before = server.refusals();
    HttpResponse<String> answer = server.post("/candidates", changed(json));
    assertProblem(answer, status, code, pointer);
    assertEquals(before + 1, server.refusals(), "one dead letter for one refusal");
  }

  /** The good record with one field replaced, or removed when there is no value. */
  private static String changed(String field) {
    String name = field.substring(field.lastIndexOf(",\"") + 1, field.lastIndexOf(':') + 1);
    Matcher old = Pattern.compile(Pattern.quote(name) + "[^,}]+,?").matcher(GOOD);
    assertTrue(old.find(), name);
    boolean comma = old.group().endsWith(",");
    String now = field.endsWith(":") ? "" : field + (comma ? "," : "");
    return old.replaceFirst(Matcher.quoteReplacement(now)).replace(",}", "}");
  }

  private static JsonNode assertProblem(
      HttpResponse<String> answer, int status, String code, String... pointers) throws IOException {
    assertEquals(status, answer.statusCode(), answer.body());
    JsonNode problem = JSON.readTree(answer.body());
    assertEquals(code, problem.path("code").asText(), answer.body());
    for (String pointer : pointers) {
      assertTrue(problem.path("detail").asText().contains(pointer), answer.body());
    }
    return problem;
  }

  @Test
  @DisplayName("RT-11: every offending field is listed, with what was expected and no value sent")
  void everyOffendingFieldIsListed() throws Exception {
    String bad = GOOD.replace("\"SEX\":2", "\"SEX\":99").replace("\"SCHL\":21", "\"SCHL\":1000");
    HttpResponse<String> answer = server.post("/candidates", bad);
    assertProblem(answer, 422, "range", "/protected/SEX", "/attributes/SCHL");
    assertFalse(answer.body().contains("1000"), answer.body());
  }

  @Test
  @DisplayName("RT-20: an empty batch is refused as one")
  void anEmptyBatchIsRefused() throws Exception {
    assertProblem(server.post("/candidates", "[]"), 400, "schema", "empty");
  }

  @Test
  @DisplayName("RT-23: 50 MB of junk get 413 before 2 MiB and a buffer are read, on record")
  void junkIsNotRead() throws Exception {
    for (boolean declared : List.of(true, false)) {
      long before = server.refusals();
      Junk junk = sendJunk(declared);
      System.out.printf(
          "RT-23 %s: %s after %,d bytes, closed %s%n",
          declared ? "Content-Length" : "chunked", junk.status(), junk.taken(), junk.closed());
      assertTrue(junk.status().startsWith("HTTP/1.1 413"), junk.status());
      assertTrue(junk.body().contains("\"code\":\"too-large\""), junk.body());
      assertTrue(junk.closed(), "the connection stays open");
      // What the system holds between two processes on one machine is not what the server read.
      assertTrue(junk.taken() < LIMIT + (8 << 20), "taken: " + junk.taken());
      assertEquals(before + 1, server.refusals());
    }
    assertEquals(202, server.post("/candidates", GOOD).statusCode());
  }

  private record Junk(String status, String body, long taken, boolean closed) {}

  /** A client that writes on until nobody takes any more, as one that floods does. */
  private static Junk sendJunk(boolean declared) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.ports().http())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      String length = declared ? "Content-Length: 52428800" : "Transfer-Encoding: chunked";
      String head =
          "POST /candidates HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
              + length
              + "\r\n\r\n";
      out.write(head.getBytes(UTF_8));
      byte[] piece = " ".repeat(65_536).getBytes(UTF_8);
      long taken = 0;
      InputStream in = socket.getInputStream();
      try {
        while (taken < 52_428_800 && in.available() == 0) {
          if (!declared) {
            out.write("10000\r\n".getBytes(UTF_8));
          }
          out.write(piece);
          if (!declared) {
            out.write("\r\n".getBytes(UTF_8));
          }
          taken += piece.length;
        }
      } catch (IOException closed) {
        System.out.println("RT-23 the server closed while we wrote: " + closed.getMessage());
      }
      StringBuilder all = new StringBuilder();
      boolean ended = false;
      try {
        byte[] buffer = new byte[8_192];
        int n = in.read(buffer);
        while (n >= 0) {
          all.append(new String(buffer, 0, n, UTF_8));
          n = in.read(buffer);
        }
        ended = true;
      } catch (java.net.SocketTimeoutException open) {
        ended = false;
      } catch (IOException reset) {
        ended = true;
      }
      String answer = all.toString();
      return new Junk(answer.lines().findFirst().orElse(""), answer, taken, ended);
    }
  }

  @Test
  @DisplayName("RT-37: a bad record is dead-lettered and holds up its partition for no second")
  void aBadRecordHoldsUpNothing() throws Exception {
    // Given
    List<String> good = new ArrayList<>();
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(server.kafka().producer("it"))) {
      for (int i = 0; i < 20; i++) {
        String id = "RT37-" + i;
        good.add(id);
        producer.send(record("bad" + i, "{\"id\":\"bad" + i + "\"}"));
        producer.send(record(id, GOOD.replace("C-1001", id)));
        producer.flush();
        LockSupport.parkNanos(20_000_000);
      }
    }

    // When
    Map<String, Long> scored = awaitScored(good);

    // Then
    long slowest = 0;
    for (ConsumerRecord<byte[], byte[]> sent : server.records(Topics.CANDIDATES)) {
      String id = new String(sent.key(), UTF_8);
      if (good.contains(id)) {
        slowest = Math.max(slowest, scored.get(id) - sent.timestamp());
      }
    }
    System.out.printf("RT-37 slowest good record behind a bad one: %d ms%n", slowest);
    assertTrue(slowest <= 1_000, slowest + " ms");
    List<Reject> letters = rejects("bad");
    assertEquals(20, letters.size());
    assertTrue(letters.stream().allMatch(one -> one.reasonCode() == ReasonCode.SCHEMA));
  }

  private static ProducerRecord<byte[], byte[]> record(String id, String json) {
    return new ProducerRecord<>(
        Topics.CANDIDATES.name(), 1, id.getBytes(UTF_8), json.getBytes(UTF_8));
  }

  private static List<Reject> rejects(String keyPrefix) {
    List<Reject> letters = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> one : server.records(Topics.REJECTS)) {
      if (one.key() != null
          && new String(one.key(), UTF_8).startsWith(keyPrefix)
          && DeadLetter.read(one.key(), one.value(), one.headers())
              instanceof Decoded.Valid<Reject>(Reject reject)) {
        letters.add(reject);
      }
    }
    return letters;
  }

  /** When each was scored, by the time of its prediction record. */
  private static Map<String, Long> awaitScored(List<String> ids) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    Map<String, Long> at = new HashMap<>();
    while (!at.keySet().containsAll(ids)) {
      assertTrue(System.nanoTime() < deadline, "not all are scored: " + at.keySet());
      for (ConsumerRecord<byte[], byte[]> one : server.records(Topics.PREDICTIONS)) {
        at.putIfAbsent(new String(one.key(), UTF_8), one.timestamp());
      }
    }
    return at;
  }

  @Test
  @DisplayName("RT-52: every state a candidate can be in is told, a rejected one with its reason")
  void everyStateIsTold() throws Exception {
    // Given: one that is explained, and one that is accepted by the topic and by nobody else
    assertEquals(404, as("auditor-1", "/candidates/RT52-never").statusCode());
    assertEquals(202, server.post("/candidates", GOOD.replace("C-1001", "RT52-good")).statusCode());
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(server.kafka().producer("it"))) {
      producer.send(record("RT52-bad", GOOD.replace("C-1001", "RT52-bad").replace(":34", ":-5")));
    }

    // When
    JsonNode explained = awaitState("RT52-good", "explained");
    JsonNode rejected = awaitState("RT52-bad", "rejected");

    // Then
    assertEquals("range", rejected.path("reasonCode").asText(), rejected.toString());
    assertTrue(rejected.path("reason").asText().contains("/attributes/AGEP"), "" + rejected);
    assertFalse(rejected.has("prediction"));
    assertTrue(explained.has("prediction") && explained.has("explanation"), "" + explained);
    JsonNode age = row(explained, "AGEP");
    assertEquals(34, age.path("value").asInt());
    assertEquals("Age", age.path("label").asText());
    assertFalse(age.path("missing").asBoolean() || age.path("unseen").asBoolean());
    assertEquals("Born in the United States", row(explained, "CIT").path("meaning").asText());
    assertTrue(row(explained, "SEX").isMissingNode(), "a protected attribute is no input");
  }

  private static JsonNode row(JsonNode answer, String name) {
    for (JsonNode row : answer.path("input")) {
      if (row.path("name").asText().equals(name)) {
        return row;
      }
    }
    return answer.path("none");
  }

  private static HttpResponse<String> as(String who, String path) throws Exception {
    return InferenceServer.send(server.as(who, path).GET());
  }

  private static JsonNode awaitState(String id, String state) throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    JsonNode told = JSON.readTree(as("recruiter-1", "/candidates/" + id).body());
    while (!told.path("state").asText().equals(state)) {
      assertTrue(System.nanoTime() < deadline, "never " + state + ": " + told);
      LockSupport.parkNanos(50_000_000);
      told = JSON.readTree(as("recruiter-1", "/candidates/" + id).body());
    }
    return told;
  }

  @Test
  void everyDecisionIsToldOnceMoreUntilTheReceiverTakesIt() throws Exception {
    // Given: an outage of the receiver, and one decision it never takes
    hook.failNext(5);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      ids.add("H-" + i);
    }
    hook.refuse("H-7");

    // When
    for (String id : ids) {
      assertEquals(202, server.post("/candidates", GOOD.replace("C-1001", id)).statusCode());
    }

    // Then
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!hook.taken().containsAll(ids.stream().filter(id -> !id.equals("H-7")).toList())) {
      assertTrue(System.nanoTime() < deadline, "told: " + hook.taken());
      LockSupport.parkNanos(50_000_000);
    }
    assertEquals(List.of(), hook.problems());
    assertTrue(hook.failed() >= 5, "the receiver was away: " + hook.failed());
    List<String> entries = refusedCalls();
    while (entries.isEmpty() && System.nanoTime() < deadline) {
      entries = refusedCalls();
    }
    assertEquals(List.of("H-7"), entries);
  }

  private static List<String> refusedCalls() {
    return server.values(Topics.AUDIT).stream()
        .filter(one -> "webhook".equals(one.details().get("door")))
        .map(one -> one.subject())
        .toList();
  }

  /** The hand-made release does not say where values lay; a trained one answers. */
  @Test
  void whatIfQuestionsAreTheExplainersAndOfTheNewestDecisionsOnly() throws Exception {
    assertEquals(202, server.post("/candidates", GOOD.replace("C-1001", "W-1")).statusCode());
    awaitState("W-1", "explained");
    HttpResponse<String> answer = as("recruiter-1", "/candidates/W-1/counterfactual");
    assertEquals(409, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("no-reference"), answer.body());
    assertEquals(404, as("recruiter-1", "/candidates/W-none/counterfactual").statusCode());
    assertEquals(403, as("operator-1", "/candidates/W-1/counterfactual").statusCode());
  }

  @Test
  void profilesAreToldByteForByte() throws Exception {
    JsonNode all = JSON.readTree(server.get("/profiles").body());
    assertEquals("acs-salary", all.path(0).path("name").asText());
    HttpResponse<byte[]> file =
        InferenceServer.sendForBytes(server.request(all.path(0).path("location").asText()));
    assertEquals(all.path(0).path("digest").asText(), dev.probity.topics.Ids.sha256(file.body()));
    assertEquals(404, server.get("/profiles/none").statusCode());
  }

  @Test
  void aTrialSaysTheSameAndLeavesNothing() throws Exception {
    long refusals = server.refusals();
    long candidates = server.records(Topics.CANDIDATES).size();
    String trial = "/candidates?validate=only";
    assertEquals(200, server.post(trial, GOOD).statusCode());
    assertProblem(server.post(trial, changed("\"AGEP\":-5")), 422, "range", "/attributes/AGEP");
    HttpResponse<String> both = server.post(trial, "[" + GOOD + "," + changed("\"AGEP\":-5") + "]");
    assertEquals(207, both.statusCode(), both.body());
    assertEquals(400, server.post("/candidates?validate=no", GOOD).statusCode());
    assertEquals(refusals, server.refusals());
    assertEquals(candidates, server.records(Topics.CANDIDATES).size());
  }

  @Test
  void aBatchIsWatchedUntilItIsDone() throws Exception {
    // Given
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rows.add(GOOD.replace("C-1001", "B-" + i));
    }
    rows.add(changed("\"AGEP\":-5"));
    HttpResponse<String> posted = server.post("/candidates", "[" + String.join(",", rows) + "]");
    assertEquals(207, posted.statusCode());
    String batch = posted.headers().firstValue("Location").orElseThrow();

    // When
    HttpResponse<String> events =
        InferenceServer.send(
            server.request(batch + "/events").header("Accept", "text/event-stream").GET());

    // Then
    assertEquals(200, events.statusCode(), events.body());
    List<JsonNode> told = new ArrayList<>();
    for (String line : events.body().lines().filter(one -> one.startsWith("data:")).toList()) {
      told.add(JSON.readTree(line.substring(5)));
    }
    JsonNode last = told.getLast();
    assertTrue(last.path("done").asBoolean(), events.body());
    assertEquals(201, last.path("rows").asInt());
    assertEquals(200, last.path("explained").asInt());
    assertEquals(1, last.path("refused").asInt());
    for (JsonNode one : told) {
      int sum = 0;
      for (String count : List.of("refused", "waiting", "scored", "explained", "rejected")) {
        sum += one.path(count).asInt();
      }
      assertEquals(201, sum, "" + one);
    }
    assertFalse(events.body().contains("B-1"), "counts only");
    assertEquals(last, JSON.readTree(server.get(batch).body()));
    assertEquals(404, server.get("/batches/none").statusCode());
    assertEquals(404, server.get("/batches/none/events").statusCode());
  }

  @Test
  void aContestIsDueAndStandsFirstInTheQueue() throws Exception {
    assertEquals(202, server.post("/candidates", GOOD.replace("C-1001", "Q-1")).statusCode());
    awaitState("Q-1", "explained");
    String contest =
        "{\"action\":\"contested\",\"candidateId\":\"Q-1\",\"reason\":\"wrong occupation\"}";
    HttpResponse<String> said = null;
    for (int i = 0; i < 3; i++) {
      said =
          InferenceServer.send(
              server
                  .as("recruiter-1", "/oversight")
                  .header("Idempotency-Key", "k-1")
                  .POST(BodyPublishers.ofString(contest)));
      assertEquals(202, said.statusCode(), said.body());
    }
    String due = JSON.readTree(said.body()).path("dueAt").asText();
    assertFalse(due.isEmpty(), said.body());
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    JsonNode first = JSON.readTree(as("recruiter-1", "/review-queue").body()).path(0);
    while (!first.path("contestDueAt").asText().equals(due)) {
      assertTrue(System.nanoTime() < deadline, "" + first);
      first = JSON.readTree(as("recruiter-1", "/review-queue").body()).path(0);
    }
    assertEquals("Q-1", first.path("candidateId").asText());
    assertEquals(
        1, server.values(Topics.OVERSIGHT).stream().filter(o -> o.dueAt() != null).count());
    assertEquals(1, server.values(Topics.PREDICTIONS).stream().filter(FrontDoorIT::isQ1).count());
  }

  @Test
  @DisplayName("a recruiter is told about candidates of own requisitions, of others not even that")
  void recruitersSeeTheirOwnRequisitions() throws Exception {
    String good = GOOD.replace("C-1001", "V-1");
    String body = good.replaceFirst("\"requisition\":[^,}]*", "\"requisition\":\"R-9\"");
    assertTrue(body.contains("R-9"), body);
    assertEquals(202, server.post("/candidates", body).statusCode());
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!as("auditor-1", "/candidates/V-1").body().contains("explained")) {
      assertTrue(System.nanoTime() < deadline, "V-1 was not explained");
    }
    String own = Recruiters.token(server.tokens(), "recruiter-7", "R-8", "R-9");
    String other = Recruiters.token(server.tokens(), "recruiter-8", "R-8");
    for (String path : List.of("", "/waterfall.svg", "/counterfactual")) {
      String asked = "/candidates/V-1" + path;
      int seen = path.equals("/counterfactual") ? 409 : 200;
      assertEquals(seen, with(own, asked).statusCode(), asked);
      assertEquals(seen, as("auditor-1", asked).statusCode(), asked);
      assertEquals(404, with(other, asked).statusCode(), asked);
      assertEquals(404, as("recruiter-1", asked).statusCode(), asked);
    }
    assertFalse(with(other, "/review-queue?limit=200").body().contains("\"V-1\""));
    String confirm = "{\"action\":\"confirmed\",\"candidateId\":\"V-1\",\"reason\":\"looked at\"}";
    assertEquals(404, decided(other, confirm));
    assertEquals(202, decided(own, confirm));
  }

  private static int decided(String token, String body) throws Exception {
    return InferenceServer.send(
            server
                .request("/oversight")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(body)))
        .statusCode();
  }

  private static HttpResponse<String> with(String token, String path) throws Exception {
    return InferenceServer.send(
        server.request(path).header("Authorization", "Bearer " + token).GET());
  }

  @Test
  void theJavaClientOfTheDocsDoesTheMainJob() throws Exception {
    String said = DocsExample.java(folder.resolve("client"), server, "J-1");
    DocsExample.assertDidTheMainJob(said, "J-1");
    assertEquals(
        List.of("J-1"),
        server.values(Topics.OUTCOMES).stream().map(one -> one.candidateId()).toList());
    assertEquals(
        1, server.values(Topics.OVERSIGHT).stream().filter(o -> o.reviewSeconds() != null).count());
  }

  private static boolean isQ1(Prediction one) {
    return one.candidateId().equals("Q-1");
  }
}
