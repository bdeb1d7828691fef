// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.Acknowledgement;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.TopicAdmin;
import dev.probity.topics.io.TopicsReady;
import dev.probity.topics.plan.Consent;
import dev.probity.topics.plan.TopicPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Topics on a real broker: made as declared, changed with consent, and open before anyone sends.
 */
class TopicsIT {
  private static final int LOADS = 20;
  private static final int FRESH_PARTITIONS = 24;
  private static final int RECORDS_PER_PARTITION = 40;

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

  private static TopicsReady gate() {
    return TopicsReady.of(admin, broker.bootstrapServers(), Duration.ofSeconds(30));
  }

  @Test
  void makesEveryTopicAndThenNothingIsLeftToDo() {
    // Given
    TopicNames names = TopicNames.withPrefix("all.");
    TopicAdmin topics = new TopicAdmin(admin, names, Topics.all());

    // When
    int made = topics.apply(topics.plan(), Set.of()).size();
    gate().await(names, Topics.all());

    // Then
    assertEquals(Topics.all().size(), made);
    assertEquals("all topics are as declared", topics.plan().words());
    assertEquals(0, topics.apply(topics.plan(), Set.of()).size());
  }

  @Test
  void shrinkingRetentionWaitsForConsent() throws Exception {
    // Given
    TopicNames names = TopicNames.withPrefix("shrink.");
    List<Topic<?, ?>> declared = List.of(Topics.CANDIDATES);
    TopicAdmin topics = new TopicAdmin(admin, names, declared);
    topics.apply(topics.plan(), Set.of());
    gate().await(names, declared);
    retain(names.of(Topics.CANDIDATES), "-1");

    // When
    TopicPlan plan = topics.plan();
    int without = topics.apply(plan, Set.of()).size();
    int with = topics.apply(plan, Set.of(Consent.SHRINK)).size();

    // Then
    assertEquals(Set.of(Consent.SHRINK), plan.consents());
    assertEquals(0, without);
    assertEquals(1, with);
    assertTrue(topics.plan().isDone(), topics.plan().words());
  }

  @Test
  void recordStampedWithADayLongPastIsRefusedAndNotDroppedUnread() throws Exception {
    // Given
    TopicNames names = TopicNames.withPrefix("old.");
    List<Topic<?, ?>> declared = List.of(Topics.CANDIDATES);
    TopicAdmin topics = new TopicAdmin(admin, names, declared);
    topics.apply(topics.plan(), Set.of());
    gate().await(names, declared);
    byte[] id = "id".getBytes(UTF_8);
    long longPast = System.currentTimeMillis() - Duration.ofDays(8).toMillis();

    // When
    try (Producer<byte[], byte[]> producer = producer("1")) {
      ExecutionException refused =
          assertThrows(
              ExecutionException.class,
              () ->
                  producer
                      .send(new ProducerRecord<>(names.of(Topics.CANDIDATES), 0, longPast, id, id))
                      .get());

      // Then
      assertInstanceOf(InvalidTimestampException.class, refused.getCause());
    }
  }

  private static void retain(String topic, String millis) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry("retention.ms", millis), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  @Test
  void missingTopicStopsTheStartWithTheCommandThatMakesIt() {
    // Given
    TopicsReady gate = TopicsReady.of(admin, broker.bootstrapServers(), Duration.ofMillis(300));
    TopicNames names = TopicNames.withPrefix("nobody.");

    // When
    IllegalStateException failure =
        assertThrows(IllegalStateException.class, () -> gate.await(names, List.of(Topics.AUDIT)));

    // Then
    assertTrue(failure.getMessage().contains("./probity topics apply"), failure.getMessage());
  }

  @Test
  void loadsOnFreshPartitionsLoseNothingBehindTheGate() throws Exception {
    // Given: what most publishers have, five requests in flight
    try (Producer<byte[], byte[]> producer = producer("5")) {
      for (int load = 0; load < LOADS; load++) {
        TopicNames names = TopicNames.withPrefix("gate" + load + ".");

        // When
        create(names);
        gate().await(names, fresh());
        send(producer, names);

        // Then
        assertEquals(FRESH_PARTITIONS * RECORDS_PER_PARTITION, distinctIds(names), "load " + load);
      }
    }
  }

  @Test
  void loadsOnFreshPartitionsLoseNothingWithOneRequestInFlight() throws Exception {
    // Given
    try (Producer<byte[], byte[]> producer = producer("1")) {
      for (int load = 0; load < LOADS; load++) {
        TopicNames names = TopicNames.withPrefix("single" + load + ".");

        // When
        create(names);
        send(producer, names);

        // Then
        assertEquals(FRESH_PARTITIONS * RECORDS_PER_PARTITION, distinctIds(names), "load " + load);
      }
    }
  }

  private static List<Topic<?, ?>> fresh() {
    return List.of(Topics.CANDIDATES.withPartitions(FRESH_PARTITIONS));
  }

  private static void create(TopicNames names) {
    TopicAdmin topics = new TopicAdmin(admin, names, fresh());
    assertEquals(1, topics.apply(topics.plan(), Set.of()).size());
  }

  private static Producer<byte[], byte[]> producer(String inFlight) {
    Map<String, Object> properties = new HashMap<>(settings("").producer("load"));
    properties.put("max.in.flight.requests.per.connection", inFlight);
    return new KafkaProducer<>(properties);
  }

  /** Sends to every partition and waits until the broker has acknowledged each record. */
  private static void send(Producer<byte[], byte[]> producer, TopicNames names) throws Exception {
    List<CompletableFuture<Void>> sends = new ArrayList<>();
    for (int i = 0; i < FRESH_PARTITIONS * RECORDS_PER_PARTITION; i++) {
      byte[] id = ("id-" + i).getBytes(UTF_8);
      sends.add(
          Acknowledgement.of(
              producer,
              new ProducerRecord<>(names.of(Topics.CANDIDATES), i % FRESH_PARTITIONS, id, id)));
    }
    CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
  }

  private static int distinctIds(TopicNames names) {
    Set<String> ids = new HashSet<>();
    Collection<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < FRESH_PARTITIONS; i++) {
      partitions.add(new TopicPartition(names.of(Topics.CANDIDATES), i));
    }
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings("").consumer("check"))) {
      consumer.assign(partitions);
      long end = consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      for (long read = 0; read < end; ) {
        for (var found : consumer.poll(Duration.ofMillis(100))) {
          ids.add(new String(found.value(), UTF_8));
          read++;
        }
      }
      assertEquals(FRESH_PARTITIONS * RECORDS_PER_PARTITION, end, "records in the log");
    }
    return ids.size();
  }
}
