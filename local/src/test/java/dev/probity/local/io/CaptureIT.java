// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Reject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A real HR database, a real broker, and ingest as the process it is packaged as. */
class CaptureIT {
  private static final String SOAK = "SKIPPED: kills and waits for what was killed; --soak runs it";
  private static final String PASSWORD = "first_secret";
  private static final String MAPPING =
      "{\"columns\":{\"SCHL\":\"degree\"},\"codes\":{\"SCHL\":{\"BSC\":21,\"MSC\":22}}}";

  @TempDir private Path folder;
  private DataFolder data;
  private BrokerCluster broker;
  private KafkaSettings kafka;
  private HrDatabase hr;
  private ProbityProcess ingest;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(ProbityProcess.isPackaged("ingest"), "ingest is not packaged");
    data = DataFolder.open(folder.resolve("data"), () -> Ports.anyFree(new Random()));
    broker = BrokerCluster.alone(data.kafka(), data.ports());
    kafka =
        KafkaSettings.parse(Map.of("kafka.bootstrap.servers", broker.bootstrapServers()), "test");
    LocalTopics.make(kafka);
    hr = HrDatabase.start(folder.resolve("hr"), PASSWORD);
    Files.writeString(folder.resolve("password"), PASSWORD);
    Files.writeString(folder.resolve("mapping.json"), MAPPING);
  }

  @AfterEach
  void stop() throws Exception {
    if (ingest != null) {
      ingest.close();
    }
    if (hr != null) {
      hr.close();
      broker.close();
      data.close();
    }
  }

  private void launch() throws Exception {
    ingest =
        ProbityProcess.module(
            "ingest",
            folder.resolve("ingest"),
            Map.ofEntries(
                Map.entry("kafka.bootstrap.servers", broker.bootstrapServers()),
                Map.entry("quarkus.http.port", "" + data.ports().http()),
                Map.entry("probity.profile", "acs-salary"),
                Map.entry("probity.capture.url", hr.url()),
                Map.entry("probity.capture.password-file", "" + folder.resolve("password")),
                Map.entry("probity.capture.table", "hr.candidates"),
                Map.entry("probity.capture.outbox", "hr.outbox"),
                Map.entry("probity.capture.mapping", "" + folder.resolve("mapping.json")),
                Map.entry("probity.capture.folder", "" + folder.resolve("capture")),
                Map.entry("probity.capture.erase", "true")));
  }

  private void launchReady() throws Exception {
    launch();
    ingest.awaitReady(data.ports().http());
  }

  /** What everybody relies on, in the few seconds that two starts take; nothing is killed. */
  @Test
  void rowsAndOutboxBecomeEventsAndABadRowBlocksNothing() throws Exception {
    // Given
    hr.insert("old-1", 30);
    hr.insert("old-2", 30);
    launchReady();
    await("the rows that were there", () -> ids("candidate.received").size() == 2);

    // When
    hr.insert("bad", -5);
    hr.execute("UPDATE hr.candidates SET degree = 'MSC' WHERE id = 'old-1'");
    hr.execute("DELETE FROM hr.candidates WHERE id = 'old-2'");
    outbox("1", "candidate.withdrawn", "{\"id\": \"old-1\", \"reason\": \"called\"}");

    // Then
    await("the last event", () -> ids("candidate.withdrawn").contains("old-1"));
    assertEquals(List.of("old-1", "old-1", "old-2"), ids("candidate.received"));
    assertEquals(List.of("old-1", "old-2"), ids("candidate.withdrawn"));
    assertEquals(List.of(ReasonCode.RANGE), rejects().stream().map(Reject::reasonCode).toList());
    assertTrue(newest("old-1").contains("\"SCHL\":22"), newest("old-1"));
    assertFalse(newest("old-1").contains("private"), newest("old-1"));
    assertEquals(List.of("old-2"), erasures());
  }

  @Test
  @EnabledIfSystemProperty(named = "probity.soak", matches = "true", disabledReason = SOAK)
  void rowsBecomeEventsWithinTwoSecondsAndBadOnesBlockNothing() throws Exception {
    // Given
    for (int i = 0; i < 200; i++) {
      hr.insert("old-" + i, 30);
    }
    launchReady();
    await("the rows that were there", () -> ids("candidate.received").size() == 200);

    // When, Then
    List<Long> took = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String id = "new-" + i;
      hr.insert(id, 30);
      long committed = System.nanoTime();
      await(id, () -> ids("candidate.received").contains(id));
      took.add(Duration.ofNanos(System.nanoTime() - committed).toMillis());
    }
    Collections.sort(took);
    System.out.println("row change to event, ms, 20 rows: " + took);
    assertTrue(took.getLast() <= 2_000, "a change took " + took.getLast() + " ms");

    // And: a bad row and an unknown code are dead letters, what follows comes through
    hr.insert("bad", -5);
    hr.execute("UPDATE hr.candidates SET degree = 'PHD' WHERE id = 'new-0'");
    hr.execute("UPDATE hr.candidates SET note = 'of no concern' WHERE id = 'new-1'");
    hr.execute("UPDATE hr.candidates SET degree = 'MSC' WHERE id = 'new-2'");
    hr.execute("DELETE FROM hr.candidates WHERE id = 'new-3'");
    outbox("1", "candidate.withdrawn", "{\"id\": \"old-7\", \"reason\": \"called\"}");
    outbox("2", "candidate.hired", "{}");
    outbox("3", "candidate.withdrawn", "{\"id\": \"old-8\", \"reason\": \"wrote\"}");
    await("the last event", () -> ids("candidate.withdrawn").contains("old-8"));
    assertEquals(List.of("new-3", "old-7", "old-8"), ids("candidate.withdrawn"));
    assertEquals(
        List.of(ReasonCode.RANGE, ReasonCode.RANGE, ReasonCode.SCHEMA),
        rejects().stream().map(Reject::reasonCode).toList());
    assertEquals(
        List.of("capture:/hr.candidates", "capture:/hr.candidates", "capture:/hr.outbox"),
        rejects().stream().map(Reject::originalTopic).toList());
    assertEquals(1, Collections.frequency(ids("candidate.received"), "new-1"));
    assertEquals(2, Collections.frequency(ids("candidate.received"), "new-2"));
    assertTrue(newest("new-2").contains("\"SCHL\":22"), newest("new-2"));
    assertFalse(newest("new-2").contains("private"), newest("new-2"));
    assertEquals(List.of("new-3"), erasures());
  }

  @Test
  @EnabledIfSystemProperty(named = "probity.soak", matches = "true", disabledReason = SOAK)
  void nothingIsLostWhenIngestIsKilledAndTheDatabaseCrashes() throws Exception {
    // Given
    launchReady();
    Set<String> committed = Collections.synchronizedSet(new HashSet<>());
    boolean[] writing = {true};
    Thread writer = new Thread(() -> write(committed, writing), "hr");
    writer.start();
    await("some events", () -> ids("candidate.received").size() > 20);

    // When
    for (int kill = 0; kill < 2; kill++) {
      ingest.kill();
      assertEquals(137, ingest.awaitExit());
      launchReady();
      pause(1_000);
      hr.crash();
      await("capture after the crash", () -> ready().isEmpty());
      pause(1_000);
    }
    ingest.kill();
    hr.execute("DELETE FROM hr.candidates WHERE id = 'w-0'");
    writing[0] = false;
    writer.join();
    launchReady();

    // Then
    await("every row", () -> new HashSet<>(ids("candidate.received")).containsAll(committed));
    await("what was deleted meanwhile", () -> ids("candidate.withdrawn").contains("w-0"));
    Map<String, Set<String>> eventsOf = new HashMap<>();
    long[] records = {0};
    each(
        "candidate.received",
        one -> {
          records[0]++;
          eventsOf
              .computeIfAbsent(key(one), none -> new HashSet<>())
              .add(header(one, EventHeaders.ID));
        });
    long events = eventsOf.values().stream().mapToLong(Set::size).sum();
    System.out.printf(
        "%d rows committed, %d records, %d of them repeats under the same event id%n",
        committed.size(), records[0], records[0] - events);
    eventsOf.forEach((id, some) -> assertEquals(1, some.size(), id + " has two event ids"));
    assertEquals(0, rejects().size());
  }

  @Test
  @EnabledIfSystemProperty(named = "probity.soak", matches = "true", disabledReason = SOAK)
  void itIsSaidWhyNothingIsCaptured() throws Exception {
    // Given
    hr.insert("a", 30);
    launchReady();
    await("the row", () -> ids("candidate.received").contains("a"));
    await("the slot's figure", () -> metric("probity_capture_slot_retained_bytes") > 0);

    // When: the password is another one
    hr.password("second_secret");
    long changed = System.nanoTime();
    hr.execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots");
    await("down", () -> ready().contains("password authentication failed"));
    long took = Duration.ofNanos(System.nanoTime() - changed).toMillis();
    System.out.println("wrong password to not ready: " + took + " ms: " + ready());
    assertTrue(took <= 10_000, "took " + took + " ms");
    assertFalse(ready().contains("secret"), ready());
    hr.password(PASSWORD);
    hr.insert("b", 30);
    await("the row after it", () -> ids("candidate.received").contains("b"));

    // When: the slot is dropped while ingest is away
    ingest.kill();
    await("a free slot", () -> hr.ask("SELECT active FROM pg_replication_slots").equals("f"));
    hr.execute("SELECT pg_drop_replication_slot('probity_capture')");
    launch();
    await("a word about it", () -> ready().contains("is gone although changes were captured"));
  }

  /** A row whose commit was not confirmed may be there or not; the next one has another id. */
  private void write(Set<String> committed, boolean[] writing) {
    int row = 0;
    while (writing[0]) {
      try (HrDatabase.Clerk clerk = hr.clerk()) {
        while (writing[0]) {
          String id = "w-" + row++;
          clerk.insert(id, 30);
          committed.add(id);
          pause(2);
        }
      } catch (SQLException | IOException away) {
        pause(50);
      }
    }
  }

  private void outbox(String number, String type, String payload) throws Exception {
    hr.execute(
        "INSERT INTO hr.outbox VALUES ('00000000-0000-0000-0000-00000000000"
            + number
            + "', '"
            + type
            + "', '"
            + payload
            + "')");
  }

  /** The ids of all events of a type, sorted, repeats included. */
  private List<String> ids(String eventType) {
    List<String> ids = new ArrayList<>();
    each(eventType, one -> ids.add(key(one)));
    Collections.sort(ids);
    return ids;
  }

  private String newest(String id) {
    String[] newest = {""};
    each(
        "candidate.received",
        one -> newest[0] = key(one).equals(id) ? new String(one.value(), UTF_8) : newest[0]);
    return newest[0];
  }

  private void each(
      String eventType, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> visit) {
    new TopicRows(kafka)
        .each(
            Topics.CANDIDATES,
            one -> {
              if (header(one, EventHeaders.EVENT_TYPE).equals(eventType)) {
                visit.accept(one);
              }
            });
  }

  private static String key(ConsumerRecord<byte[], byte[]> one) {
    return new String(one.key(), UTF_8);
  }

  private static String header(ConsumerRecord<byte[], byte[]> one, String name) {
    return new String(one.headers().lastHeader(name).value(), UTF_8);
  }

  private List<Reject> rejects() {
    return new TopicRows(kafka).rejects();
  }

  private List<String> erasures() {
    return new TopicRows(kafka)
        .values(Topics.AUDIT).stream()
            .filter(one -> one.event() == EventType.ERASURE_REQUESTED)
            .map(one -> one.subject())
            .toList();
  }

  private double metric(String name) throws InterruptedException {
    return ProbityProcess.metric(data.ports().http(), name);
  }

  /** The reason why changes are not captured; empty when they are. */
  private String ready() throws Exception {
    URI address = URI.create("http://127.0.0.1:" + data.ports().http() + "/q/health/ready");
    try (HttpClient client = HttpClient.newHttpClient()) {
      String body =
          client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
      return body.contains("\"DOWN\"") ? body : "";
    } catch (IOException notYet) {
      return "not there yet";
    }
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, "in vain: " + what);
      pause(20);
    }
  }
}
