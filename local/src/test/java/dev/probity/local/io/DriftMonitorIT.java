// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.driftmonitor.io.DriftMonitorConfig;
import dev.probity.driftmonitor.io.DriftMonitorService;
import dev.probity.topics.Profiles;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ModelStore;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The monitor between a real broker and its own stores on disk, stopped and started in between, and
 * met by outages in its second and third life.
 */
class DriftMonitorIT {
  private static final Profile PROFILE = Profiles.acsSalary();
  private static final int CHUNK = 100;
  private static final int WINDOWS = 20;

  @TempDir private static Path folder;
  private static EmbeddedBroker broker;

  private final Random random = new Random(5);
  private final DecidedStream stream = new DecidedStream(CHUNK);

  @BeforeAll
  static void startBroker() throws IOException {
    Ports ports = Ports.anyFree(new Random());
    broker = EmbeddedBroker.start(folder.resolve("kafka"), ports.kafka(), ports.controller());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static DriftMonitorConfig config() {
    return DriftMonitorConfig.parse(
        Map.of(
            "kafka.bootstrap.servers", broker.bootstrapServers(),
            "probity.instance.id", "it",
            "probity.models.dir", folder.resolve("models").toString(),
            "probity.models.trusted-keys-file", folder.resolve("keys").toString(),
            "probity.monitor.state-dir", folder.resolve("state").toString(),
            "probity.monitor.chunk-rows", Integer.toString(CHUNK)));
  }

  /**
   * A service whose stream thread dies of an outage as often as told, each time it looks for the
   * release.
   */
  private static DriftMonitorService service(SimpleMeterRegistry registry, AtomicInteger outages) {
    DriftMonitorConfig config = config();
    ModelStore bundles = new FolderModelStore(config.modelsDir());
    return new DriftMonitorService(
        config,
        PROFILE,
        digest -> {
          if (outages.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new KafkaException("the coordinator is loading");
          }
          return bundles.fetch(digest);
        },
        registry,
        InstantSource.system(),
        "test");
  }

  @Test
  void everyWindowIsReportedOnceWhateverIsStoppedAndDeliveredAgain() throws IOException {
    // Given
    LocalTopics.make(config().kafka());
    String digest = stream.release(folder);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    List<DecidedStream.Case> cases = new ArrayList<>();
    try (Producer<byte[], byte[]> producer =
            new KafkaProducer<>(config().kafka().producer("test"));
        KafkaConsumer<byte[], byte[]> reader = reader()) {

      // When
      List<Signal> signals = new ArrayList<>();
      for (int life = 0; life < 3; life++) {
        AtomicInteger outages = new AtomicInteger(life);
        try (DriftMonitorService service = service(registry, outages)) {
          service.start();
          for (int i = 0; i < CHUNK * WINDOWS / 3 + 1; i++) {
            DecidedStream.Case next = stream.next(cases.size(), digest);
            cases.add(next);
            stream.send(producer, next);
            if (i % 10 == 0) {
              stream.send(producer, cases.get(random.nextInt(cases.size())).prediction());
            }
          }
          producer.flush();
          long whole = cases.size() / CHUNK;
          collect(
              reader,
              signals,
              all ->
                  finals(all, SignalKind.ESTIMATED).size() == whole
                      && finals(all, SignalKind.REALIZED).size() == whole);
          assertEquals("", service.notReady());
          assertTrue(service.isAlive());
          assertEquals(0, outages.get(), "each outage happened and a new thread went on");
        }
      }

      // Then
      Map<Long, Long> each =
          LongStream.range(0, WINDOWS)
              .boxed()
              .collect(Collectors.toMap(window -> window, window -> 1L));
      assertEquals(each, finals(signals, SignalKind.ESTIMATED));
      assertEquals(each, finals(signals, SignalKind.REALIZED));
      double again = registry.get("probity.monitor.redelivered").counter().count();
      assertTrue(again >= cases.size() / 10.0 - 3, "delivered again " + again);
      System.out.printf(
          "monitor: %d cases, 3 lives, %d signals, %.0f predictions delivered again%n",
          cases.size(), signals.size(), again);
    }
  }

  /** How often each window's accuracy was reported as final. */
  private static Map<Long, Long> finals(List<Signal> signals, SignalKind kind) {
    return signals.stream()
        .filter(signal -> signal.series().metric().equals("accuracy"))
        .filter(signal -> signal.series().kind() == kind)
        .filter(signal -> signal.series().windowType() == WindowType.COUNT)
        .filter(signal -> signal.window().status() == WindowStatus.FINAL)
        .collect(
            Collectors.groupingBy(
                signal -> signal.window().chunkIndex(), TreeMap::new, Collectors.counting()));
  }

  private static KafkaConsumer<byte[], byte[]> reader() {
    KafkaSettings kafka = config().kafka();
    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer("reader"));
    TopicPartition signals = new TopicPartition(kafka.names().of(Topics.SIGNALS), 0);
    consumer.assign(List.of(signals));
    consumer.seekToBeginning(List.of(signals));
    return consumer;
  }

  private static void collect(
      KafkaConsumer<byte[], byte[]> reader, List<Signal> signals, Predicate<List<Signal>> enough) {
    Instant deadline = Instant.now().plusSeconds(90);
    while (!enough.test(signals)) {
      for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(200))) {
        if (Topics.SIGNALS.codec().decode(record.value())
            instanceof Decoded.Valid<Signal>(Signal signal)) {
          signals.add(signal);
        }
      }
      assertTrue(Instant.now().isBefore(deadline), "signals so far: " + signals.size());
    }
  }
}
