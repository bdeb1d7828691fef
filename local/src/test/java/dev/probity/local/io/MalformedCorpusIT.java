// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.probity.auditsink.io.LedgerReads;
import dev.probity.auditsink.query.LedgerCounts;
import dev.probity.local.io.cli.ProbityCommand;
import dev.probity.model.bundle.SigningKey;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.MalformedCandidate;
import dev.probity.topics.MalformedCandidates;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.RecordHeader;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.SourcePosition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bad-input corpus against the packaged application, through every door: HTTP, files and the
 * topic itself, each bad record between two good ones.
 */
class MalformedCorpusIT {
  private static final Duration SETTLE = Duration.ofSeconds(90);
  private static final int LEAST_CASES = 400;
  private static final int LEAST_LINES = 250;
  private static final int KINDS = 20;

  /** Good records posted before anything is timed. */
  private static final int WARM_UP = 400;

  /** Below this a tail is the machine's and not the corpus': a slice of the scheduler. */
  private static final double SLICE_MILLIS = 50;

  /** What stands in the records and must stand in no answer, no reason and no log. */
  private static final List<String> CANARIES =
      List.of("H-2024-7", "DROP TABLE", "alert(1)", "jndi", "CCCCCCCC", "xxxxxxxx", "hello");

  /** The release of this test is made by hand and has nothing to monitor against. */
  private static final Set<String> UNUSED = Set.of("drift-monitor");

  /** Bad input is tested here; on a busy machine a late acknowledgement is no outage. */
  private static final Map<String, String> PATIENT =
      Map.of(
          "mp.messaging.outgoing.ingest-records.max.block.ms", "30000",
          "mp.messaging.outgoing.ingest-records.request.timeout.ms", "30000",
          "mp.messaging.outgoing.ingest-records.delivery.timeout.ms", "60000");

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final List<String> wrong = new ArrayList<>();
  private final Set<String> good = new TreeSet<>();

  /**
   * Good records after a good one and after a bad one, in turn, so that both meet the same noise.
   */
  private final List<Double> undisturbed = new ArrayList<>();

  private final List<Double> between = new ArrayList<>();

  /** By kind, how many cases went through HTTP, Kafka and a file. */
  private final Map<String, int[]> kinds = new TreeMap<>();

  /** By position, what stands on the topic and must be refused behind it. */
  private final Map<SourcePosition, MalformedCandidate> onTopic = new HashMap<>();

  /** By door, digest of the bytes and code, how many refusals there must be. */
  private final Map<String, Integer> atDoors = new TreeMap<>();

  private ProbityProcess up;
  private Path data;
  private KafkaSettings kafka;
  private URI door;
  private Producer<byte[], byte[]> producer;

  @BeforeEach
  void start() throws Exception {
    data = folder.resolve("data");
    DataFolder.open(data, () -> Ports.anyFree(new Random())).close();
    up = ProbityProcess.start(folder.resolve("up"), PATIENT, "up", "--data", data);
    up.awaitOut("pid ");
    Ports ports = DataFolder.portsOf(data);
    door = URI.create("http://127.0.0.1:" + ports.http() + "/candidates");
    kafka =
        KafkaSettings.parse(
            Map.of(
                "kafka.bootstrap.servers",
                "127.0.0.1:" + ports.kafka(),
                "probity.instance.id",
                "it"),
            "hr");
    producer = new KafkaProducer<>(kafka.producer("it"));
    DataFolder view = DataFolder.view(data);
    byte[] seed = Base64.getDecoder().decode(Files.readString(view.key("models.key")).strip());
    send(
        TinyRelease.promote(
            ProfileFiles.load("acs-salary"),
            1,
            view.models(),
            kafka.names(),
            SigningKey.of("probity-trainer", seed)));
    up.awaitReady(ports.http(), UNUSED);
  }

  @AfterEach
  void stop() {
    if (producer != null) {
      producer.close(Duration.ZERO);
    }
    up.close();
  }

  @Test
  void everyDoorRefusesEveryBadRecordAndNoGoodOneSuffers() throws Exception {
    // When
    int posted = postAll();
    int written = writeAll();
    int lines = ingestLines();
    int rows = ingestRows();

    // Then
    LedgerCounts counts = settled();
    checkRejects();
    checkGood();
    checkLogs();
    System.out.printf(
        "bad records: %d over HTTP, %d over Kafka, %d lines, %d CSV rows; good records %d%n"
            + "accepted %d = scored %d + rejected after acceptance %d; refused at a door %d; lost"
            + " %d, doubled %d; %d entries%n",
        posted,
        written,
        lines,
        rows,
        good.size(),
        counts.accepted(),
        counts.scored(),
        counts.rejectedAfterAcceptance(),
        counts.rejected(),
        counts.lost(),
        counts.duplicated(),
        counts.recorded());
    kinds.forEach(
        (kind, n) ->
            System.out.printf("  %-10s %3d HTTP %3d Kafka %3d file%n", kind, n[0], n[1], n[2]));
    double alone = p99(undisturbed);
    double beside = p99(between);
    System.out.printf(
        "p99 of good records: %.1f ms behind a good one, %.1f ms behind a bad one%n",
        alone, beside);
    assertEquals(List.of(), wrong);
    assertTrue(posted >= LEAST_CASES && written >= LEAST_CASES && lines >= LEAST_LINES);
    assertEquals(KINDS, kinds.size());
    assertTrue(beside <= Math.max(2 * alone, SLICE_MILLIS), beside + " ms beside " + alone);
    assertEquals(good.size(), counts.scored());
    assertEquals(good.size(), counts.explained());
    assertEquals(onTopic.size(), counts.rejectedAfterAcceptance());
    assertEquals(posted + lines + rows, counts.rejected());
    assertEquals(good.size() + onTopic.size(), counts.accepted());
    assertEquals(0, counts.lost());
    assertEquals(0, counts.duplicated());
    assertEquals(new TopicRows(kafka).audited(), counts.recorded());
    assertTrue(UNUSED.containsAll(ProbityProcess.notReady(DataFolder.portsOf(data).http())));
  }

  private static byte[] goodBytes(String id) {
    return new String(MalformedCandidates.good(), UTF_8).replace("C-1001", id).getBytes(UTF_8);
  }

  private static double p99(List<Double> millis) {
    return millis.stream().sorted().toList().get((int) Math.ceil(0.99 * millis.size()) - 1);
  }

  private void count(MalformedCandidate bad, int door) {
    kinds.computeIfAbsent(bad.family(), kind -> new int[3])[door]++;
  }

  private String nextGood(String door) {
    String id = "G-" + door + "-" + good.size();
    good.add(id);
    return id;
  }

  private void mustBeRefused(String origin, byte[] bytes, ReasonCode code) {
    atDoors.merge(origin + " " + DeadLetter.payloadSha256(bytes) + " " + code, 1, Integer::sum);
  }

  // --- HTTP ------------------------------------------------------------------------------------

  private int postAll() throws Exception {
    int posted = 0;
    for (int i = 0; i < WARM_UP; i++) {
      postGood(new ArrayList<>()); // the first ones are the compiler's
    }
    for (MalformedCandidate bad : MalformedCandidates.all()) {
      if (!bad.overHttp() || bad.valueBytes() == null) {
        continue;
      }
      postGood(between);
      postGood(undisturbed);
      count(bad, 0);
      HttpResponse<String> refused = post(bad.valueBytes(), unique(bad, "http"));
      checkProblem(bad.toString(), bad.status(), bad.code(), refused);
      mustBeRefused("http:/candidates", bad.valueBytes(), bad.code());
      posted++;
    }
    return posted + postTooMuch() + postArray();
  }

  private void postGood(List<Double> millis) throws Exception {
    byte[] body = goodBytes(nextGood("http"));
    long begin = System.nanoTime();
    HttpResponse<String> accepted = post(body, List.of());
    millis.add((System.nanoTime() - begin) / 1e6);
    expect("a good record", 202, accepted.statusCode());
  }

  /** Bodies beyond the limit: of these only length and digest are recorded. */
  private int postTooMuch() throws Exception {
    byte[] huge = new byte[(2 << 20) + 1];
    java.util.Arrays.fill(huge, (byte) ' ');
    checkProblem("huge body", 413, ReasonCode.TOO_LARGE, post(huge, List.of()));
    // It said its length itself, so that nothing of it was read.
    mustBeRefused("http:/candidates", new byte[0], ReasonCode.TOO_LARGE);
    return 1;
  }

  /** In an array every element is answered for itself. */
  private int postArray() throws Exception {
    String bad = new String(MalformedCandidates.good(), UTF_8).replace("\"AGEP\":34", "\"AGEP\":5");
    String body =
        "["
            + new String(goodBytes(nextGood("array")), UTF_8)
            + ","
            + bad
            + ","
            + new String(goodBytes(nextGood("array")), UTF_8)
            + "]";
    HttpResponse<String> answer = post(body.getBytes(UTF_8), List.of());
    expect("array", 207, answer.statusCode());
    JsonNode elements = JSON.readTree(answer.body());
    expect("array, first", 202, elements.path(0).path("status").asInt());
    expect("array, second", 422, elements.path(1).path("status").asInt());
    expect("array, third", 202, elements.path(2).path("status").asInt());
    mustBeRefused("http:/candidates", bad.getBytes(UTF_8), ReasonCode.RANGE);
    return 1;
  }

  private HttpResponse<String> post(byte[] body, List<RecordHeader> headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(door)
            .timeout(Duration.ofSeconds(90))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (RecordHeader header : headers) {
      request.header(
          header.name().replace("ce_", "ce-"), new String(header.value().toArray(), UTF_8));
    }
    if (headers.stream().noneMatch(header -> header.name().equals("content-type"))) {
      request.header("content-type", "application/json");
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private void checkProblem(String what, int status, ReasonCode code, HttpResponse<String> response)
      throws IOException {
    String got = response.statusCode() + " " + response.body();
    JsonNode problem = response.body().startsWith("{") ? JSON.readTree(response.body()) : null;
    boolean right =
        response.statusCode() == status
            && problem != null
            && problem.path("code").asText().equals(code.code())
            && problem.path("status").asInt() == status
            && response
                .headers()
                .firstValue("content-type")
                .orElse("")
                .startsWith("application/problem+json");
    if (!right) {
      wrong.add(what + ": expected " + status + " " + code + ", got " + got);
    }
    checkCanaries(what, response.body());
  }

  // --- the topic itself ------------------------------------------------------------------------

  private int writeAll() throws Exception {
    int number = 0;
    for (MalformedCandidate bad : MalformedCandidates.all()) {
      count(bad, 1);
      int partition = number++ % Topics.CANDIDATES.partitions();
      String id = nextGood("kafka");
      send(record(partition, id.getBytes(UTF_8), goodBytes(id), List.of()));
      RecordMetadata at =
          send(record(partition, bad.keyBytes(), bad.valueBytes(), unique(bad, "kafka")));
      onTopic.put(new SourcePosition(Topics.CANDIDATES.name(), at.partition(), at.offset()), bad);
    }
    return number;
  }

  private ProducerRecord<byte[], byte[]> record(
      int partition, byte[] key, byte[] value, List<RecordHeader> headers) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(kafka.names().of(Topics.CANDIDATES), partition, key, value);
    for (RecordHeader header : headers) {
      record.headers().add(header.name(), header.value() == null ? null : header.value().toArray());
    }
    return record;
  }

  /** Cases share an event id; sent one after the other they would be repeats of each other. */
  private static List<RecordHeader> unique(MalformedCandidate bad, String door) {
    return bad.headers().stream()
        .map(
            header ->
                header.name().equals("ce_id") && header.value().length() > 0
                    ? new RecordHeader(
                        header.name(),
                        dev.probity.topics.value.Bytes.utf8(
                            door + "-" + bad.id() + "-" + header.value().length()))
                    : header)
        .toList();
  }

  private RecordMetadata send(ProducerRecord<byte[], byte[]> record) throws Exception {
    return producer.send(record).get(60, TimeUnit.SECONDS);
  }

  // --- files -----------------------------------------------------------------------------------

  private int ingestLines() throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    int bad = 0;
    for (MalformedCandidate one : MalformedCandidates.all()) {
      if (!one.overFile()) {
        continue;
      }
      bad++;
      count(one, 2);
      file.writeBytes(goodBytes(nextGood("line")));
      file.write('\n');
      file.writeBytes(one.valueBytes());
      file.write('\n');
      mustBeRefused("file:/candidates", one.valueBytes(), one.code());
    }
    ingest(Files.write(folder.resolve("candidates.jsonl"), file.toByteArray()), bad);
    return bad;
  }

  private int ingestRows() throws Exception {
    Map<String, ReasonCode> bad = new TreeMap<>();
    bad.put("B-1,1,1,4971,4720,1,52,40,-5,21,2,1", ReasonCode.RANGE);
    bad.put("B-2,1,1,4971,4720,1,52,40,1e400,21,2,1", ReasonCode.TYPE);
    bad.put("B-3,1,1,4971,4720,1,52,40,NaN,21,2,1", ReasonCode.TYPE);
    bad.put("B-4,1,1,4971,4720,1,52,40,old,21,2,1", ReasonCode.TYPE);
    bad.put("B-5,1,1,4971,4720,1,52,40,,21,2,1", ReasonCode.TYPE);
    bad.put("B-6,1,1,4971,5,1,52,40,34,21,2,1", ReasonCode.RANGE);
    bad.put("B-7,1,1,4971,4720,1,52,40,34.5,21,2,1", ReasonCode.TYPE);
    bad.put("B-8,1,1", ReasonCode.SCHEMA);
    bad.put("B-9,1,1,4971,4720,1,52,40,34,21,2,1,7", ReasonCode.SCHEMA);
    bad.put(",1,1,4971,4720,1,52,40,34,21,2,1", ReasonCode.SCHEMA);
    bad.put("B-10,1,1,4971,4720,1,52,40,34,21,99,1", ReasonCode.RANGE);
    bad.put("B-11,1,1,4971,4720,1,52,40,9007199254740993,21,2,1", ReasonCode.RANGE);
    StringBuilder file =
        new StringBuilder("id,CIT,COW,INDP,OCCP,HICOV,WKWN,WKHP,AGEP,SCHL,SEX,RAC1P\n");
    bad.forEach(
        (row, code) -> {
          file.append(nextGood("row")).append(",1,1,4971,4720,1,52,40,34,21,2,1\n");
          file.append(row).append('\n');
          mustBeRefused("file:/candidates", row.getBytes(UTF_8), code);
        });
    ingest(Files.writeString(folder.resolve("candidates.csv"), file), bad.size());
    return bad.size();
  }

  private void ingest(Path file, int bad) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        ProbityCommand.line(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
            .execute(
                "ingest",
                file.toString(),
                "--bootstrap-servers",
                kafka.bootstrapServers(),
                "--json",
                "-q");
    expect(file + " exit code, " + err.toString(UTF_8), 3, exit);
    String report = out.toString(UTF_8);
    if (!report.contains("\"accepted\":" + bad + ",") || !report.contains("\"rejected\":" + bad)) {
      wrong.add(file + ": expected " + bad + " of each, got " + report);
    }
  }

  // --- what must have come of it -----------------------------------------------------------------

  private LedgerCounts settled() throws Exception {
    int all = good.size() + onTopic.size();
    try (LedgerReads ledger =
        LedgerReads.connect(LocalServices.reader(DataFolder.view(data)), TopicNames.PLAIN)) {
      long deadline = System.nanoTime() + SETTLE.toNanos();
      while (true) {
        LedgerCounts counts = ledger.counts();
        boolean done =
            counts.complete()
                && counts.accepted() >= all
                && counts.lost() == 0
                && counts.recorded() == new TopicRows(kafka).audited();
        if (done || System.nanoTime() > deadline) {
          return counts;
        }
        new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
      }
    }
  }

  private void checkRejects() {
    Map<SourcePosition, MalformedCandidate> open = new HashMap<>(onTopic);
    Map<String, Integer> doors = new TreeMap<>(atDoors);
    for (Reject reject : new TopicRows(kafka).rejects()) {
      checkCanaries("reject " + reject.reasonCode(), reject.reason());
      SourcePosition source = reject.source();
      if (source == null) {
        String key =
            reject.originalTopic() + " " + reject.payloadSha256() + " " + reject.reasonCode();
        if (doors.merge(key, -1, Integer::sum) < 0) {
          wrong.add("unexpected refusal: " + key + " " + reject.reason());
        }
        continue;
      }
      MalformedCandidate bad = open.remove(source);
      if (bad == null) {
        wrong.add(source + " refused and should not be: " + reject.reason());
      } else if (bad.code() != reject.reasonCode()) {
        wrong.add(
            bad
                + " on the topic: expected "
                + bad.code()
                + ", got "
                + reject.reasonCode()
                + " "
                + reject.reason());
      }
    }
    open.forEach((source, bad) -> wrong.add(bad + " at " + source + " was never refused"));
    doors.forEach(
        (key, left) -> {
          if (left > 0) {
            wrong.add(left + " refusals missing: " + key);
          }
        });
  }

  private void checkGood() {
    TopicRows rows = new TopicRows(kafka);
    checkOnce(
        "scored", rows.values(Topics.PREDICTIONS).stream().map(Prediction::candidateId).toList());
    checkOnce(
        "explained",
        rows.values(Topics.EXPLANATIONS).stream().map(Explanation::candidateId).toList());
  }

  private void checkOnce(String what, List<String> ids) {
    Map<String, Integer> times = new TreeMap<>();
    good.forEach(id -> times.put(id, 0));
    ids.forEach(id -> times.merge(id, 1, Integer::sum));
    times.forEach(
        (id, count) -> {
          if (count != 1 || !good.contains(id)) {
            wrong.add(id + " was " + what + " " + count + " times");
          }
        });
  }

  private void checkLogs() throws IOException {
    checkCanaries("the log", Files.readString(DataFolder.view(data).log("probity")));
    checkCanaries("stdout", up.out());
    checkCanaries("stderr", up.err());
  }

  private void checkCanaries(String where, String text) {
    for (String canary : CANARIES) {
      if (text.contains(canary)) {
        wrong.add(where + " repeats a value of the record: " + canary);
      }
    }
  }

  private void expect(String what, int expected, int got) {
    if (expected != got) {
      wrong.add(what + ": expected " + expected + ", got " + got);
    }
  }
}
