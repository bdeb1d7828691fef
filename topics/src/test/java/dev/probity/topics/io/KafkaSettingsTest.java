// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {
  private static KafkaSettings read(ConfigReader reader) {
    return KafkaSettings.read(reader, "scorer", "host-7");
  }

  private static KafkaSettings parsed(Map<String, String> values) {
    return ConfigReader.parse(values, KafkaSettingsTest::read);
  }

  @Test
  void takesDefaultsWhereNothingIsConfigured() {
    ConfigKit.assertDefaults(
        Map.of(),
        KafkaSettingsTest::read,
        new KafkaSettings(
            "localhost:9092",
            "scorer",
            "host-7",
            TopicNames.PLAIN,
            Duration.ofSeconds(6),
            Duration.ofSeconds(2),
            Map.of()));
  }

  @Test
  void readsEveryKey() {
    // When
    KafkaSettings settings =
        parsed(
            Map.of(
                "kafka.bootstrap.servers", "broker:9093",
                "kafka.security.protocol", "SSL",
                "probity.topics.prefix", "acme.",
                "probity.instance.id", "2",
                "probity.kafka.session-timeout", "30s",
                "probity.kafka.heartbeat-interval", "10s"));

    // Then
    assertEquals("broker:9093", settings.bootstrapServers());
    assertEquals("2", settings.instance());
    assertEquals("acme.", settings.names().prefix());
    assertEquals(Duration.ofSeconds(30), settings.sessionTimeout());
    assertEquals(Duration.ofSeconds(10), settings.heartbeatInterval());
    assertEquals(Map.of("security.protocol", "SSL"), settings.others());
  }

  @Test
  void groupConsumerIsAStaticMemberThatReadsCommittedRecordsFromTheStart() {
    // When
    Map<String, Object> properties =
        parsed(Map.of("probity.topics.prefix", "acme.", "probity.instance.id", "2"))
            .groupConsumer();

    // Then
    assertEquals("acme.probity-scorer", properties.get("group.id"));
    assertEquals("probity-scorer-2", properties.get("group.instance.id"));
    assertEquals("probity-scorer-2-in", properties.get("client.id"));
    assertEquals("6000", properties.get("session.timeout.ms"));
    assertEquals("2000", properties.get("heartbeat.interval.ms"));
    assertEquals("read_committed", properties.get("isolation.level"));
    assertEquals("earliest", properties.get("auto.offset.reset"));
    assertEquals("false", properties.get("enable.auto.commit"));
    assertEquals("classic", properties.get("group.protocol"));
    assertEquals("acme.probity-scorer", new ConsumerConfig(properties).getString("group.id"));
  }

  @Test
  void consumerOfItsOwnHasNoGroup() {
    // When
    Map<String, Object> properties = parsed(Map.of()).consumer("tail");

    // Then
    assertFalse(properties.containsKey("group.id"));
    assertFalse(properties.containsKey("group.instance.id"));
    assertEquals("probity-scorer-host-7-tail", properties.get("client.id"));
    assertEquals("read_committed", properties.get("isolation.level"));
  }

  @Test
  void producerIsAcknowledgedByAllIdempotentAndSendsOneRequestAtATime() {
    // When
    Map<String, Object> properties = parsed(Map.of()).producer("out");

    // Then
    assertEquals("all", properties.get("acks"));
    assertEquals("true", properties.get("enable.idempotence"));
    assertEquals("1", properties.get("max.in.flight.requests.per.connection"));
    assertEquals("300000", properties.get("delivery.timeout.ms"));
    assertEquals("probity-scorer-host-7-out", properties.get("client.id"));
    assertTrue(Integer.parseInt((String) properties.get("max.request.size")) >= 2 * 1024 * 1024);
    assertEquals(1, new ProducerConfig(properties).getInt("max.in.flight.requests.per.connection"));
  }

  @Test
  void clientPropertiesArePassedOn() {
    // When
    KafkaSettings settings =
        parsed(
            Map.of(
                "kafka.linger.ms", "3",
                "kafka.delivery.timeout.ms", "60000",
                "kafka.max.poll.records", "50"));

    // Then
    assertEquals("3", settings.producer("out").get("linger.ms"));
    assertEquals("60000", settings.producer("out").get("delivery.timeout.ms"));
    assertEquals("50", settings.groupConsumer().get("max.poll.records"));
  }

  @Test
  void whoCanWaitIsAnsweredWithMoreAtOnceUnlessItIsConfiguredOtherwise() {
    // Given
    KafkaSettings usual = parsed(Map.of());
    KafkaSettings own = parsed(Map.of("kafka.fetch.max.wait.ms", "7", "kafka.linger.ms", "3"));

    // When
    Map<String, Object> patient = usual.patientConsumer("tail", Duration.ofMillis(200));

    // Then
    assertEquals("65536", patient.get("fetch.min.bytes"));
    assertEquals("200", patient.get("fetch.max.wait.ms"));
    assertEquals("read_committed", patient.get("isolation.level"));
    Map<String, Object> other = own.patientConsumer("tail", Duration.ofMillis(200));
    assertEquals("7", other.get("fetch.max.wait.ms"));
    assertEquals("10", usual.bulkProducer("file").get("linger.ms"));
    assertEquals("all", usual.bulkProducer("file").get("acks"));
    assertEquals("1", usual.bulkProducer("file").get("max.in.flight.requests.per.connection"));
    assertEquals("3", own.bulkProducer("file").get("linger.ms"));
  }

  @Test
  void whatTheGuaranteesRestOnCannotBeConfiguredAway() {
    // When
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                parsed(
                    Map.of(
                        "kafka.acks", "1",
                        "kafka.enable.idempotence", "false",
                        "kafka.max.in.flight.requests.per.connection", "5",
                        "kafka.isolation.level", "read_uncommitted",
                        "kafka.auto.offset.reset", "latest",
                        "kafka.enable.auto.commit", "true",
                        "kafka.group.protocol", "classic")));

    // Then
    String message = refusal.getMessage();
    for (String key :
        List.of(
            "kafka.acks = 1, expected all",
            "kafka.enable.idempotence = false, expected true",
            "kafka.max.in.flight.requests.per.connection = 5, expected 1",
            "kafka.isolation.level = read_uncommitted, expected read_committed",
            "kafka.auto.offset.reset = latest, expected earliest",
            "kafka.enable.auto.commit = true, expected false")) {
      assertTrue(message.contains(key), message);
    }
    assertFalse(message.contains("group.protocol"), message);
  }

  @Test
  void streamsApplicationIsExactlyOnceAndAStaticMember() {
    // When
    Map<String, Object> properties = parsed(Map.of("probity.topics.prefix", "acme.")).streams();

    // Then
    assertEquals("acme.probity-scorer", properties.get("application.id"));
    assertEquals("exactly_once_v2", properties.get("processing.guarantee"));
    assertEquals("probity-scorer-host-7", properties.get("main.consumer.group.instance.id"));
    assertEquals("6000", properties.get("consumer.session.timeout.ms"));
    assertEquals("1", properties.get("producer.max.in.flight.requests.per.connection"));
  }

  @Test
  void fetchesAreSmallUnlessSomebodyAsksForMore() {
    // Given
    KafkaSettings usual = parsed(Map.of());
    KafkaSettings asked = parsed(Map.of("kafka.fetch.max.bytes", "9000000"));

    // When, Then
    for (Map<String, Object> each : List.of(usual.consumer("in"), usual.streams())) {
      assertEquals("2097152", each.get("fetch.max.bytes"));
      assertEquals("524288", each.get("max.partition.fetch.bytes"));
    }
    for (Map<String, Object> each : List.of(asked.consumer("in"), asked.streams())) {
      assertEquals("9000000", each.get("fetch.max.bytes"));
    }
    assertEquals("4194304", usual.streams().get("buffer.memory"));
  }

  @Test
  void adminClientNamesItself() {
    // When
    Map<String, Object> properties = parsed(Map.of()).admin();

    // Then
    assertEquals(
        "probity-scorer-host-7-admin", new AdminClientConfig(properties).getString("client.id"));
  }

  @Test
  void namesEveryProblemAtOnce() {
    // When
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                parsed(
                    Map.of(
                        "probity.topics.prefix", "a b",
                        "probity.kafka.session-timeout", "-1s")));

    // Then
    assertTrue(refusal.getMessage().contains("probity.topics.prefix = a b"));
    assertTrue(refusal.getMessage().contains("probity.kafka.session-timeout = -1s"));
  }

  @Test
  void refusesAHeartbeatTooSlowForTheSession() {
    assertThrows(
        IllegalArgumentException.class,
        () -> parsed(Map.of("probity.kafka.heartbeat-interval", "3s")));
  }

  @Test
  void textHidesSecrets() {
    // When
    String text = parsed(Map.of("kafka.sasl.jaas.config", "password=hunter2")).toString();

    // Then
    assertFalse(text.contains("hunter2"), text);
  }
}
