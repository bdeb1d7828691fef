// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.io.LedgerReads;
import dev.probity.auditsink.query.LedgerCounts;
import dev.probity.local.io.cli.ProbityCommand;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Profiles;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseApproval;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another use case is another file: no code, no build, one variable. */
class SecondProfileIT {
  private static final String NAME = "apprentices";
  private static final String MODEL = "probity-" + NAME;
  private static final int WINDOW = 200;
  private static final List<String> TRADES = List.of("carpenter", "electrician", "plumber");
  private static final List<String> GENDERS = List.of("man", "woman", "other");

  @TempDir private Path folder;
  private final Random random = new Random(3);
  private KafkaSettings kafka;

  @Test
  void aProfileDroppedInGoesThroughTrainingScoringMonitorAndLedger() throws Exception {
    // Given
    Path profile = folder.resolve("apprentices.json");
    Files.writeString(profile, text().replace("\"apprentice-retention\"", '"' + NAME + '"'));
    Map<String, String> variables =
        Map.of(
            "PROBITY_PROFILE", profile.toString(),
            "PROBITY_MONITOR_CHUNK_ROWS", Integer.toString(WINDOW));
    try (RunningFolder up = RunningFolder.start(folder, variables)) {
      Ports ports = up.view().ports();
      kafka =
          KafkaSettings.parse(
              Map.of("kafka.bootstrap.servers", "127.0.0.1:" + ports.kafka()), "test");
      Path past = rows("past.csv", 2_000);
      assertEquals(0, run(up, "ingest", past, "--profile", profile, "--purpose", "history"));
      promote(trained());

      // When
      Path cases = rows("cases.csv", 3 * WINDOW);
      assertEquals(0, run(up, "ingest", cases, "--profile", profile));

      // Then
      LedgerCounts counts = settled(up.view());
      assertEquals(3 * WINDOW, counts.accepted());
      assertEquals(3 * WINDOW, counts.scored());
      assertEquals(3 * WINDOW, counts.explained());
      assertEquals(0, counts.rejectedAfterAcceptance());
      assertEquals(0, counts.lost());
      await("signals of three windows", () -> signals(SignalKind.ESTIMATED) >= 3);
      await("their outcomes", () -> signals(SignalKind.REALIZED) >= 3);
      await("a balance of 0", () -> metrics(ports).contains(" 0.0"));
      assertEquals(0, run(up, "audit", "verify"));
      assertEquals(0, run(up, "trace", "cases-7", "--profile", profile));
      assertEquals(0, run(up, "replay", "cases-7", "--profile", profile));
      assertEquals(1, run(up, "replay", "nobody", "--profile", profile));
    }
  }

  private static String text() throws IOException {
    try (InputStream file =
        Profiles.class.getResourceAsStream("profiles/apprentice-retention.json")) {
      return new String(
          Objects.requireNonNull(file, "the second profile").readAllBytes(),
          StandardCharsets.UTF_8);
    }
  }

  /** Weak interviews and grades leave early, mostly. */
  private Path rows(String name, int count) throws IOException {
    StringBuilder csv = new StringBuilder("id,trade,grade,interview,gender,days\n");
    for (int i = 0; i < count; i++) {
      int interview = 1 + random.nextInt(3);
      double grade = 1 + random.nextInt(51) / 10.0;
      boolean leaves = random.nextDouble() < (grade > 3.5 ? .5 : .2) + .15 * (2 - interview);
      csv.append(name.replace(".csv", "-")).append(i);
      csv.append(',').append(TRADES.get(random.nextInt(3))).append(',').append(grade);
      csv.append(',').append(interview).append(',').append(GENDERS.get(random.nextInt(3)));
      csv.append(',').append(leaves ? 60 : 400).append('\n');
    }
    return Files.writeString(folder.resolve(name), csv);
  }

  /** Asks for a training and gives the release that comes of it. */
  private ModelRelease trained() throws Exception {
    Instant now = Instant.now();
    Retraining request =
        new Retraining(
            "second",
            MODEL,
            RetrainingState.REQUESTED,
            "operator-1",
            "another use case",
            null,
            null,
            List.of(),
            List.of(),
            Map.of(),
            null,
            null,
            now);
    send(Topics.RETRAINING, request.key(), request, EventHeaders.retraining(request, "local", now));
    await("the trainer's answer", () -> !values(Topics.MODELS).isEmpty());
    return values(Topics.MODELS).get(0);
  }

  private void promote(ModelRelease registered) throws Exception {
    assertEquals(NAME, registered.profile());
    Instant now = Instant.now();
    ModelRelease promoted =
        new ModelRelease(
            registered.name(),
            ReleaseEvent.PROMOTED,
            "champion",
            registered.version(),
            registered.digest(),
            registered.location(),
            registered.profile(),
            registered.profileDigest(),
            null,
            registered.manifest(),
            registered.lineage(),
            new ReleaseApproval("operator-2", now, "looks right"),
            "operator-2",
            "first of its kind",
            now);
    send(Topics.MODELS, promoted.key(), promoted, EventHeaders.release(promoted, "local", now));
  }

  private <V> void send(Topic<String, V> topic, String key, V value, Headers headers)
      throws Exception {
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("it"))) {
      producer
          .send(
              new ProducerRecord<>(
                  topic.name(),
                  null,
                  topic.keyCodec().encode(key),
                  topic.codec().encode(value),
                  headers))
          .get();
    }
  }

  private <V> List<V> values(Topic<String, V> topic) {
    List<V> values = new ArrayList<>();
    new TopicReader(() -> new KafkaConsumer<>(kafka.consumer("it")), Duration.ofSeconds(30))
        .readAll(
            topic.name(),
            one -> {
              if (topic.codec().decode(one.value()) instanceof Decoded.Valid<V>(V value)) {
                values.add(value);
              }
            });
    return values;
  }

  private long signals(SignalKind kind) {
    return values(Topics.SIGNALS).stream()
        .filter((Signal signal) -> signal.series().kind() == kind)
        .filter(signal -> signal.series().metric().equals("accuracy"))
        .map(signal -> signal.window().chunkIndex())
        .distinct()
        .count();
  }

  private static LedgerCounts settled(DataFolder data) throws Exception {
    try (LedgerReads ledger = LedgerReads.connect(LocalServices.reader(data), TopicNames.PLAIN)) {
      LedgerCounts[] counts = {ledger.counts()};
      await(
          "the ledger to hold all explanations",
          () -> {
            counts[0] = ledger.counts();
            return counts[0].complete() && counts[0].explained() >= 3 * WINDOW;
          },
          () -> counts[0].toString());
      return counts[0];
    }
  }

  /** The line of the hop that ends at the scorer. */
  private static String metrics(Ports ports) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + ports.http() + "/q/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith("probity_unaccounted_records"))
          .filter(line -> line.contains("candidates-predictions"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no such metric"));
    }
  }

  private static int run(RunningFolder up, Object... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    List<String> words = new ArrayList<>();
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    words.addAll(List.of("--data", up.path().toString()));
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    int exit = ProbityCommand.line(out, out).execute(words.toArray(new String[0]));
    System.out.print(said.toString(StandardCharsets.UTF_8));
    return exit;
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    await(what, condition, () -> "");
  }

  private static void await(String what, Callable<Boolean> condition, Supplier<String> seen)
      throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, "in vain: " + what + ", found " + seen.get());
      LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
    }
  }
}
