// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.Acknowledgement;
import dev.probity.topics.io.Backoff;
import dev.probity.topics.io.BatchStep;
import dev.probity.topics.io.Handled;
import dev.probity.topics.io.Intake;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.LoopListener;
import dev.probity.topics.io.LoopSettings;
import dev.probity.topics.io.PauseReason;
import dev.probity.topics.io.PollLoop;
import dev.probity.topics.io.PollStage;
import dev.probity.topics.io.RejectLetters;
import dev.probity.topics.io.RestartLimit;
import dev.probity.topics.io.StageState;
import dev.probity.topics.io.TopicAdmin;
import dev.probity.topics.io.TopicsReady;
import dev.probity.topics.record.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shared loop between real clients and a real broker. */
class PollLoopIT {
  private static final List<Topic<?, ?>> USED =
      List.of(Topics.CANDIDATES, Topics.PREDICTIONS, Topics.REJECTS, Topics.ALERTS, Topics.AUDIT);

  @TempDir private static Path folder;
  private static EmbeddedBroker broker;
  private static Admin admin;

  @BeforeAll
  static void startBroker() throws IOException {
    Ports ports = Ports.anyFree(new Random());
    broker = EmbeddedBroker.start(folder.resolve("kafka"), ports.kafka(), ports.controller());
    admin = Admin.create(settings("").admin());
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  private static KafkaSettings settings(String prefix) {
    return KafkaSettings.parse(
        Map.of(
            "kafka.bootstrap.servers",
            broker.bootstrapServers(),
            "probity.topics.prefix",
            prefix,
            "probity.instance.id",
            "it"),
        "scorer");
  }

  private static KafkaSettings prepared(String prefix) {
    KafkaSettings settings = settings(prefix);
    TopicAdmin topics = new TopicAdmin(admin, settings.names(), USED);
    topics.apply(topics.plan(), Set.of());
    TopicsReady.of(admin, broker.bootstrapServers(), Duration.ofSeconds(30))
        .await(settings.names(), USED);
    return settings;
  }

  private static PollStage stage(KafkaSettings settings, Intake intake, BatchStep step) {
    TopicNames names = settings.names();
    RejectLetters letters =
        new RejectLetters(names, "scorer", "it", "test", Stage.SCORE, InstantSource.system());
    return new PollStage(
        "scorer",
        listener ->
            new PollLoop(
                LoopSettings.reading(List.of(names.of(Topics.CANDIDATES))),
                new KafkaConsumer<>(settings.groupConsumer()),
                new KafkaProducer<>(settings.producer("out")),
                step,
                letters,
                intake,
                listener,
                new Random(1)),
        RestartLimit.usual(),
        Backoff.usual(),
        Duration.ofSeconds(20),
        LoopListener.none(),
        new Random(2));
  }

  /** Copies each record to the partition it came from; the text "poison" is a bug. */
  private static List<Handled> copy(TopicNames names, List<ConsumerRecord<byte[], byte[]>> batch) {
    List<Handled> handled = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> input : batch) {
      if (new String(input.value(), UTF_8).equals("poison")) {
        throw new IllegalStateException("bug");
      }
      handled.add(
          Handled.Forwarded.one(
              new ProducerRecord<>(
                  names.of(Topics.PREDICTIONS), input.partition(), input.key(), input.value())));
    }
    return handled;
  }

  private static void publish(KafkaSettings settings, List<String> texts) throws Exception {
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(settings.producer("test"))) {
      List<CompletableFuture<Void>> sends = new ArrayList<>();
      for (String text : texts) {
        byte[] bytes = text.getBytes(UTF_8);
        sends.add(
            Acknowledgement.of(
                producer,
                new ProducerRecord<>(settings.names().of(Topics.CANDIDATES), bytes, bytes)));
      }
      CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    }
  }

  /** Partition and text of every record of the topic, partition by partition in order. */
  private static List<String> read(KafkaSettings settings, Topic<?, ?> topic) {
    List<TopicPartition> partitions =
        IntStream.range(0, topic.partitions())
            .mapToObj(i -> new TopicPartition(settings.names().of(topic), i))
            .toList();
    List<String> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer("check"))) {
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (var one : consumer.poll(Duration.ofMillis(100))) {
          found.add(one.partition() + " " + new String(one.value(), UTF_8));
        }
      }
    }
    found.sort(Comparator.comparing(one -> one.substring(0, one.indexOf(' '))));
    return found;
  }

  private static long committed(KafkaSettings settings) throws Exception {
    return admin
        .listConsumerGroupOffsets(settings.group())
        .partitionsToOffsetAndMetadata()
        .get()
        .values()
        .stream()
        .mapToLong(OffsetAndMetadata::offset)
        .sum();
  }

  private static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, () -> "not within 30 s: " + what);
      Thread.onSpinWait();
    }
  }

  private static List<String> texts(String name, int number) {
    return IntStream.range(0, number).mapToObj(i -> name + i).toList();
  }

  @Test
  void everyRecordPassesOnceInItsPartitionAndIsCommitted() throws Exception {
    // Given
    KafkaSettings settings = prepared("once.");
    publish(settings, texts("a", 2000));
    try (PollStage stage = stage(settings, new Intake(), batch -> copy(settings.names(), batch))) {
      // When
      stage.start();
      until("2000 predictions", () -> read(settings, Topics.PREDICTIONS).size() >= 2000);
    }

    // Then
    assertEquals(read(settings, Topics.CANDIDATES), read(settings, Topics.PREDICTIONS));
    assertEquals(2000, committed(settings));
  }

  @Test
  void poisonPillIsDeadLetteredAndTheStageGoesOnBehindIt() throws Exception {
    // Given
    KafkaSettings settings = prepared("poison.");
    List<String> texts = new ArrayList<>(texts("a", 100));
    texts.set(50, "poison");
    publish(settings, texts);
    try (PollStage stage = stage(settings, new Intake(), batch -> copy(settings.names(), batch))) {
      // When
      stage.start();
      until("99 predictions", () -> Set.copyOf(read(settings, Topics.PREDICTIONS)).size() >= 99);
    }

    // Then
    assertEquals(List.of("0 poison"), read(settings, Topics.REJECTS));
    assertEquals(1, read(settings, Topics.ALERTS).size());
    assertEquals(1, read(settings, Topics.AUDIT).size());
    assertEquals(100, committed(settings));
  }

  @Test
  void nextStartGoesOnWhereTheLastOneEnded() throws Exception {
    // Given
    KafkaSettings settings = prepared("again.");
    BatchStep step = batch -> copy(settings.names(), batch);
    publish(settings, texts("a", 100));
    try (PollStage first = stage(settings, new Intake(), step)) {
      first.start();
      until("100 predictions", () -> read(settings, Topics.PREDICTIONS).size() >= 100);
    }
    publish(settings, texts("b", 100));

    // When
    long began = System.nanoTime();
    try (PollStage second = stage(settings, new Intake(), step)) {
      second.start();
      until("200 predictions", () -> read(settings, Topics.PREDICTIONS).size() >= 200);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    // Then
    List<String> all = read(settings, Topics.PREDICTIONS);
    assertEquals(200, all.size());
    assertEquals(200, all.stream().collect(Collectors.toSet()).size());
    assertTrue(took.compareTo(Duration.ofSeconds(20)) < 0, "second start took " + took);
  }

  @Test
  void stopOrderHoldsRecordsBackAndLosesNone() throws Exception {
    // Given
    KafkaSettings settings = prepared("stop.");
    Intake intake = new Intake();
    intake.pause(PauseReason.STOP_ORDER);
    publish(settings, texts("a", 50));
    try (PollStage stage = stage(settings, intake, batch -> copy(settings.names(), batch))) {
      // When
      stage.start();
      until("paused", () -> stage.health().state() == StageState.PAUSED);
      int whilePaused = read(settings, Topics.PREDICTIONS).size();
      intake.resume(PauseReason.STOP_ORDER);
      until("50 predictions", () -> read(settings, Topics.PREDICTIONS).size() >= 50);

      // Then
      assertEquals(0, whilePaused);
      assertTrue(stage.health().live(Duration.ofSeconds(10)));
    }
    assertEquals(50, committed(settings));
  }
}
