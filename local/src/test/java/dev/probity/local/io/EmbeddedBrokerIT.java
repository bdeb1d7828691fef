// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker inside this process keeps what it acknowledged, also when it is killed. */
class EmbeddedBrokerIT {
  private static final String TOPIC = "notes";

  @TempDir private Path folder;
  private final Ports ports = Ports.anyFree(new Random());

  @Test
  void keepsRecordsAndClusterIdOverARestart() throws Exception {
    // Given
    String first;
    try (EmbeddedBroker broker = start();
        Admin admin = admin()) {
      createTopic(admin);
      first = admin.describeCluster().clusterId().get();
      send("a", "b");
      assertEquals("127.0.0.1:" + ports.kafka(), broker.bootstrapServers());
    }

    // When
    try (EmbeddedBroker broker = start();
        Admin admin = admin()) {
      send("c");

      // Then
      assertEquals(first, admin.describeCluster().clusterId().get());
      assertEquals(List.of("a", "b", "c"), read(3), broker.bootstrapServers());
    }
  }

  @Test
  void startsEmptyWithTheTransactionProtocolThatLosesNothing() throws Exception {
    // Given
    try (EmbeddedBroker broker = start();
        Admin admin = admin()) {

      // When
      var features = admin.describeFeatures().featureMetadata().get().finalizedFeatures();

      // Then
      assertTrue(features.get("transaction.version").maxVersionLevel() >= 2, features.toString());
      assertEquals(Set.of(), admin.listTopics().names().get(), broker.bootstrapServers());
    }
  }

  @Test
  void keepsAcknowledgedRecordsWhenItsProcessIsKilled() throws Exception {
    // Given
    BrokerCluster other = BrokerCluster.alone(folder.resolve("kafka"), ports);
    try (Admin admin = admin()) {
      createTopic(admin);
      send("a", "b");
    }

    // When
    other.kill(1);

    // Then
    try (EmbeddedBroker broker = start()) {
      assertEquals(List.of("a", "b"), read(2), broker.bootstrapServers());
    }
  }

  @Test
  void refusesAFolderOfANewerKafka() throws Exception {
    // Given
    start().close();
    Files.writeString(folder.resolve("kafka/probity-metadata-version"), "999\n");

    // When
    RefusedStartException refused = assertThrows(RefusedStartException.class, this::start);

    // Then
    assertTrue(refused.getMessage().contains("999"), refused.getMessage());
  }

  private EmbeddedBroker start() throws IOException {
    return EmbeddedBroker.start(folder.resolve("kafka"), ports.kafka(), ports.controller());
  }

  private Admin admin() {
    return Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap()));
  }

  private void createTopic(Admin admin) throws Exception {
    NewTopic topic = new NewTopic(TOPIC, Optional.of(1), Optional.empty());
    admin.createTopics(List.of(topic)).all().get();
  }

  private void send(String... values) throws Exception {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrap(),
            "acks",
            "all",
            "max.in.flight.requests.per.connection",
            1);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(TOPIC, value)).get();
      }
    }
  }

  private List<String> read(int count) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrap(), "auto.offset.reset", "earliest");
    List<String> values = new ArrayList<>();
    Instant end = Instant.now().plusSeconds(20);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
      while (values.size() < count && Instant.now().isBefore(end)) {
        consumer.poll(Duration.ofMillis(200)).forEach(found -> values.add(found.value()));
      }
    }
    return values;
  }

  private String bootstrap() {
    return "127.0.0.1:" + ports.kafka();
  }
}
