// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.io.AuditSinkConfig;
import dev.probity.auditsink.io.AuditSinkService;
import dev.probity.auditsink.io.LedgerReads;
import dev.probity.driftmonitor.Recomputation;
import dev.probity.driftmonitor.io.BundleReleases;
import dev.probity.driftmonitor.io.DriftMonitorConfig;
import dev.probity.driftmonitor.io.DriftMonitorService;
import dev.probity.topics.Ids;
import dev.probity.topics.Profiles;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows of days that a monitor on a real broker told come out again, to the byte, from the topics
 * and from the ledger's bodies, although some truths of a day came when its rows were final.
 */
class SignalAuditIT {
  private static final int PARTITIONS = 4;
  private static final Duration STEP = Duration.ofMinutes(6);
  private static final int UNTIL_FIRST_DAY_IS_FINAL = 400;
  private static final int CASES = 700;
  private static final Duration SKEW = Duration.ofDays(3_650);
  private static final String FIRST_DAY_ENDS = "2026-01-02T00:00:00Z";
  private static final String SECOND_DAY_ENDS = "2026-01-03T00:00:00Z";

  @TempDir private Path folder;
  private DataFolder data;
  private LocalServices services;
  private Map<String, String> settings;
  private final List<Signal> told = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    data = DataFolder.open(folder.resolve("data"), () -> Ports.anyFree(new Random()));
    settings = new HashMap<>(Secrets.prepare(data));
    services = LocalServices.start(data);
    settings.putAll(services.settings());
    settings.put("probity.monitor.chunk-rows", "100");
    settings.put("probity.monitor.windows", "P1D,P2D/P1D");
    settings.put("probity.monitor.grace", "PT12H");
    settings.put("probity.monitor.max-skew", SKEW.toString());
    settings.put("probity.monitor.idle-timeout", "P9D");
  }

  @AfterEach
  void stop() throws IOException {
    services.close();
    data.close();
  }

  @Test
  void rowsOfDaysComeOutAgainThoughTruthsCameLater() throws Exception {
    // Given
    DecidedStream stream = new DecidedStream(100, TopicNames.PLAIN, PARTITIONS, STEP);
    String digest = stream.release(data.models(), data.key(Secrets.TRUSTED));
    KafkaSettings kafka = KafkaSettings.parse(settings, "test");
    try (AuditSinkService sink =
            new AuditSinkService(
                AuditSinkConfig.parse(settings), "test", new SimpleMeterRegistry());
        DriftMonitorService monitor = SeparateMonitor.service(DriftMonitorConfig.parse(settings));
        Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("it"));
        KafkaConsumer<byte[], byte[]> reader = reader(kafka)) {
      sink.start();
      monitor.start();
      List<DecidedStream.Case> late = new ArrayList<>();
      for (int i = 0; i < CASES; i++) {
        DecidedStream.Case next = stream.next(i, digest);
        if (i % 20 == 7 && i < 200) {
          stream.sendDecision(producer, next);
          late.add(next);
        } else {
          stream.send(producer, next);
        }
        if (i == UNTIL_FIRST_DAY_IS_FINAL) {
          producer.flush();
          await(reader, () -> !rows(WindowStatus.FINAL, FIRST_DAY_ENDS).isEmpty());
          late.forEach(one -> stream.sendOutcome(producer, one));
        }
      }
      producer.flush();

      // When
      await(reader, () -> !rows(WindowStatus.FINAL, SECOND_DAY_ENDS).isEmpty());
      await(reader, () -> !rows(WindowStatus.AMENDED, FIRST_DAY_ENDS).isEmpty());

      // Then
      Signal before = realized(WindowStatus.FINAL);
      Signal after = realized(WindowStatus.AMENDED);
      assertTrue(after.window().nLabelled() > before.window().nLabelled(), "no truth came late");
      List<Signal> some = oneOfEachFamily();
      assertTrue(some.size() >= 6, "rows of other families: " + some.size());
      computeAgain(RecordedEvents.on(kafka), some, "the topics");
      try (LedgerAccess access = LedgerAccess.open(data.path());
          LedgerReads ledger =
              LedgerReads.connect(access.reader(), LedgerAccess.names(), access.vault())) {
        RecordedEvents bodies = RecordedEvents.in(ledger);
        await(reader, () -> count(bodies) >= told.size());
        computeAgain(bodies, some, "the ledger");
      }
    }
  }

  private static long count(RecordedEvents place) {
    List<Integer> seen = new ArrayList<>();
    place.readAll(Topics.SIGNALS, event -> seen.add(1));
    return seen.size();
  }

  private void computeAgain(RecordedEvents place, List<Signal> rows, String name) {
    BundleReleases releases =
        new BundleReleases(
            new FolderModelStore(data.models()),
            data.key(Secrets.TRUSTED),
            Profiles.acsSalary(),
            System::nanoTime);
    SignalAudit audit = new SignalAudit(List.of(place), releases, Profiles.acsSalary(), SKEW);
    for (Signal row : rows) {
      SignalAudit.Result result = audit.run(id(row));
      String about = row.key() + " from " + name + ", n " + row.window().n() + ": " + result;
      SignalAudit.Result.Computed computed =
          assertInstanceOf(SignalAudit.Result.Computed.class, result, about);
      assertInstanceOf(Recomputation.Result.Same.class, computed.outcome(), about);
    }
    System.out.printf(
        "computed again from %s, to the byte: %s%n",
        name, rows.stream().map(row -> row.series().metric()).toList());
  }

  private static String id(Signal row) {
    return Ids.signal(row.series(), row.window());
  }

  private List<Signal> rows(WindowStatus status, String end) {
    return told.stream()
        .filter(row -> row.window().status() == status)
        .filter(row -> Objects.equals(row.window().windowEnd(), Instant.parse(end)))
        .toList();
  }

  private Signal realized(WindowStatus status) {
    return rows(status, FIRST_DAY_ENDS).stream()
        .filter(row -> row.series().windowType() == WindowType.TUMBLING)
        .filter(row -> row.series().metric().equals("accuracy"))
        .filter(row -> row.series().kind().code().equals("realized"))
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  /** Of both days, tumbling and sliding, and the one that truths came late for. */
  private List<Signal> oneOfEachFamily() {
    Map<String, Signal> some = new LinkedHashMap<>();
    for (String end : List.of(FIRST_DAY_ENDS, SECOND_DAY_ENDS)) {
      for (Signal row : rows(WindowStatus.FINAL, end)) {
        some.putIfAbsent(row.series().windowType() + " " + row.series().family(), row);
      }
    }
    List<Signal> all = new ArrayList<>(some.values());
    all.add(realized(WindowStatus.FINAL));
    return all;
  }

  private static KafkaConsumer<byte[], byte[]> reader(KafkaSettings kafka) {
    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer("reader"));
    TopicPartition signals = new TopicPartition(kafka.names().of(Topics.SIGNALS), 0);
    consumer.assign(List.of(signals));
    consumer.seekToBeginning(List.of(signals));
    return consumer;
  }

  private void await(KafkaConsumer<byte[], byte[]> reader, BooleanSupplier enough) {
    Instant deadline = Instant.now().plusSeconds(90);
    while (!enough.getAsBoolean()) {
      for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(200))) {
        if (Topics.SIGNALS.codec().decode(record.value())
            instanceof Decoded.Valid<Signal>(Signal signal)) {
          told.add(signal);
        }
      }
      assertTrue(Instant.now().isBefore(deadline), "signals so far: " + told.size());
    }
  }
}
