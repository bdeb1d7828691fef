// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.driftmonitor.io.DriftMonitorConfig;
import dev.probity.driftmonitor.io.DriftMonitorService;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.WindowStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A monitor in a process of its own that is killed again and again, while predictions come again,
 * outcomes come twice, the scorer is rewound and some predictions are broken, on eight partitions,
 * against one that nothing happens to, on one. The final rows of event-time windows are the same
 * bytes. Two kills always, eight under {@code --soak}.
 */
class MonitorKillsIT {
  private static final int CHUNK = 100;
  private static final boolean LONG = Boolean.getBoolean("probity.soak");
  private static final int CASES = LONG ? 3_000 : 1_400;
  private static final int KILLS = LONG ? 8 : 2;
  private static final int PARTITIONS = 8;
  private static final Duration STEP = Duration.ofMinutes(3);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int DAYS = LONG ? 4 : 1;

  @TempDir private Path folder;

  private final Random random = new Random(11);
  private int predictions;
  private int again;
  private int broken;
  private int outcomesAgain;

  private Map<String, String> settings(String bootstrap, String prefix) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrap.servers", bootstrap);
    settings.put("probity.topics.prefix", prefix);
    settings.put("probity.instance.id", "kills");
    settings.put("probity.models.dir", folder.resolve("models").toString());
    settings.put("probity.models.trusted-keys-file", folder.resolve("keys").toString());
    settings.put("probity.monitor.state-dir", folder.resolve(prefix + "state").toString());
    settings.put("probity.monitor.chunk-rows", Integer.toString(CHUNK));
    settings.put("probity.monitor.windows", "P1D,P2D/P1D");
    settings.put("probity.monitor.grace", "PT12H");
    settings.put("probity.monitor.max-skew", "P3650D");
    settings.put("probity.monitor.idle-timeout", "P9D");
    return settings;
  }

  /** The rows that were told, read as they come. */
  private static final class Told implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> reader;
    private final Map<String, List<Signal>> finals = new TreeMap<>();
    private int rows;
    private boolean beyond;

    Told(KafkaSettings kafka) {
      reader = new KafkaConsumer<>(kafka.consumer("reader"));
      TopicPartition signals = new TopicPartition(kafka.names().of(Topics.SIGNALS), 0);
      reader.assign(List.of(signals));
      reader.seekToBeginning(List.of(signals));
    }

    void await(BooleanSupplier enough) {
      Instant deadline = Instant.now().plusSeconds(240);
      while (!enough.getAsBoolean()) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(200))) {
          rows++;
          if (Topics.SIGNALS.codec().decode(record.value())
              instanceof Decoded.Valid<Signal>(Signal signal)) {
            take(signal);
          }
        }
        assertTrue(Instant.now().isBefore(deadline), "rows so far: " + rows + " " + folded());
      }
    }

    private void take(Signal signal) {
      Instant end = signal.window().windowEnd();
      if (end == null || signal.window().status() != WindowStatus.FINAL) {
        return;
      }
      if (end.isAfter(START.plus(Duration.ofDays(DAYS)))) {
        // All rows of the days before went out before it, in one partition.
        beyond = true;
      } else {
        finals.computeIfAbsent(signal.key() + " " + end, unseen -> new ArrayList<>()).add(signal);
      }
    }

    /** Rows folded into the whole days, day by day. */
    List<Long> folded() {
      return finals.values().stream()
          .flatMap(List::stream)
          .filter(signal -> signal.series().metric().equals("row_count"))
          .filter(signal -> signal.series().windowType().code().equals("tumbling"))
          .map(signal -> signal.window().n())
          .toList();
    }

    boolean complete() {
      return beyond;
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  private static void topics(KafkaSettings kafka, int partitions) {
    Set<Topic<?, ?>> inputs =
        Set.of(Topics.CANDIDATES, Topics.PREDICTIONS, Topics.EXPLANATIONS, Topics.OUTCOMES);
    try (Admin admin = Admin.create(kafka.admin())) {
      List<NewTopic> made = new ArrayList<>();
      for (Topic<?, ?> topic : Topics.all()) {
        int of = inputs.contains(topic) ? partitions : 1;
        made.add(new NewTopic(kafka.names().of(topic), of, (short) 1));
      }
      admin.createTopics(made).all().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static List<DecidedStream.Case> cases(DecidedStream stream, String digest) {
    List<DecidedStream.Case> cases = new ArrayList<>();
    for (int i = 0; i < CASES; i++) {
      cases.add(stream.next(i, digest));
    }
    return cases;
  }

  /** What goes wrong on the way after a case was sent. */
  private void trouble(
      Producer<byte[], byte[]> producer,
      DecidedStream stream,
      List<DecidedStream.Case> sent,
      KafkaSettings kafka) {
    if (random.nextInt(10) == 0) {
      DecidedStream.Case one = sent.get(random.nextInt(sent.size()));
      stream.send(producer, one.prediction());
      again++;
      stream.sendOutcome(producer, one);
      outcomesAgain++;
    }
    if (random.nextInt(200) == 0) {
      for (DecidedStream.Case one : sent.subList(Math.max(0, sent.size() - 150), sent.size())) {
        stream.send(producer, one.prediction());
        again++;
      }
    }
    if (random.nextInt(100) == 0) {
      String topic = kafka.names().of(Topics.PREDICTIONS);
      producer.send(
          new ProducerRecord<>(topic, random.nextInt(PARTITIONS), null, new byte[] {'{'}));
      broken++;
    }
  }

  /** The rows of a monitor that is killed, each time after some more rows were told. */
  private Map<String, List<Signal>> killed(String bootstrap, String digest)
      throws IOException, InterruptedException {
    Map<String, String> settings = settings(bootstrap, "");
    KafkaSettings kafka = DriftMonitorConfig.parse(settings).kafka();
    topics(kafka, PARTITIONS);
    DecidedStream stream = new DecidedStream(CHUNK, kafka.names(), PARTITIONS, STEP);
    List<DecidedStream.Case> cases = cases(stream, digest);
    List<DecidedStream.Case> sent = new ArrayList<>();
    List<Integer> killedAt = new ArrayList<>();
    Process monitor = SeparateMonitor.start(folder.resolve("monitor.log"), settings);
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("test"));
        Told told = new Told(kafka)) {
      for (DecidedStream.Case one : cases) {
        stream.send(producer, one);
        predictions++;
        sent.add(one);
        trouble(producer, stream, sent, kafka);
        if (killedAt.size() < KILLS && sent.size() % (CASES / (KILLS + 1)) == 0) {
          producer.flush();
          int enough = told.rows + 1 + random.nextInt(100);
          told.await(() -> told.rows >= enough);
          monitor.destroyForcibly().waitFor();
          killedAt.add(told.rows);
          monitor = SeparateMonitor.start(folder.resolve("monitor.log"), settings);
        }
      }
      producer.flush();
      told.await(told::complete);
      System.out.printf(
          "monitor killed -9 when %s rows were told; %d rows in all%n", killedAt, told.rows);
      return told.finals;
    } finally {
      monitor.destroyForcibly().waitFor();
    }
  }

  private Map<String, List<Signal>> unharmed(String bootstrap, String digest) throws IOException {
    DriftMonitorConfig config = DriftMonitorConfig.parse(settings(bootstrap, "plain."));
    topics(config.kafka(), 1);
    DecidedStream stream = new DecidedStream(CHUNK, config.kafka().names(), 1, STEP);
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(config.kafka().producer("test"));
        Told told = new Told(config.kafka());
        DriftMonitorService service = SeparateMonitor.service(config)) {
      service.start();
      cases(stream, digest).forEach(one -> stream.send(producer, one));
      producer.flush();
      told.await(told::complete);
      return told.finals;
    }
  }

  private static String bytes(Signal signal) {
    Signal bare =
        new Signal(
            signal.schema(),
            signal.mode(),
            signal.series(),
            signal.referenceDigest(),
            signal.profileDigest(),
            signal.window(),
            signal.estimate(),
            signal.limits(),
            signal.evidence(),
            signal.flags(),
            Map.of(),
            signal.computedAt());
    return new String(Topics.SIGNALS.codec().encode(bare), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("M2, M3 kill -9 at random points: no final row is missing, doubled or another")
  void killsLoseAndDoubleNothing() throws IOException, InterruptedException {
    Ports ports = Ports.anyFree(new Random());
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(folder.resolve("kafka"), ports.kafka(), ports.controller())) {
      // Given
      String digest = new DecidedStream(CHUNK).release(folder);
      Map<String, List<Signal>> expected = unharmed(broker.bootstrapServers(), digest);

      // When
      Map<String, List<Signal>> found = killed(broker.bootstrapServers(), digest);

      // Then
      assertEquals(expected.keySet(), found.keySet());
      found.forEach((key, rows) -> assertEquals(1, rows.size(), key));
      for (Map.Entry<String, List<Signal>> row : expected.entrySet()) {
        assertEquals(bytes(row.getValue().getFirst()), bytes(found.get(row.getKey()).getFirst()));
      }
      long folded =
          found.values().stream()
              .map(List::getFirst)
              .filter(signal -> signal.series().metric().equals("row_count"))
              .filter(signal -> signal.series().windowType().code().equals("tumbling"))
              .mapToLong(signal -> signal.window().n())
              .sum();
      long inDays = Duration.ofDays(DAYS).dividedBy(STEP);
      System.out.printf(
          "M3: %d kills, %d predictions and %d again, %d broken, %d outcomes twice:"
              + " %d final rows of %d days each once and the same bytes, %d folded of %d%n",
          KILLS, predictions, again, broken, outcomesAgain, found.size(), DAYS, folded, inDays);
      assertEquals(inDays, folded, "folded = predictions - delivered again - broken");
      assertTrue(again > predictions / 10 && broken > KILLS, again + " " + broken);
      assertTrue(
          found.values().stream().anyMatch(rows -> rows.getFirst().evidence().eValue() != null));
    }
  }
}
