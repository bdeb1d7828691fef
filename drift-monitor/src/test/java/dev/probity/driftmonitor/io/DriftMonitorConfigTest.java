// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.driftmonitor.EventTimeSettings;
import dev.probity.driftmonitor.WaitingBounds;
import dev.probity.driftmonitor.WindowSpan;
import dev.probity.topics.TopicNames;
import dev.probity.topics.io.ConfigKit;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ModelStoreSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class DriftMonitorConfigTest {

  @Test
  void defaultsAreRecorded() {
    ConfigKit.assertDefaults(
        Map.of(),
        reader -> DriftMonitorConfig.read(reader, "host"),
        new DriftMonitorConfig(
            kafka("localhost:9092", "host", TopicNames.PLAIN, 6, 2),
            "acs-salary",
            ModelStoreSettings.folder(Path.of("models")),
            Path.of("models/trusted-keys"),
            Path.of("monitor-state"),
            1_000,
            1_000,
            EventTimeSettings.none(),
            new WaitingBounds(100_000, 10_000, Duration.ofMinutes(5), 50_000),
            1_048_576));
  }

  @Test
  void everyKeyIsMapped() {
    ConfigKit.assertMapsEveryKey(
        Map.ofEntries(
            Map.entry("kafka.bootstrap.servers", "a:1,b:2"),
            Map.entry("probity.topics.prefix", "acme."),
            Map.entry("probity.instance.id", "7"),
            Map.entry("probity.kafka.session-timeout", "30s"),
            Map.entry("probity.kafka.heartbeat-interval", "9s"),
            Map.entry("probity.profile", "my.json"),
            Map.entry("probity.models.dir", "/m"),
            Map.entry("probity.models.location", "s3://bucket/r"),
            Map.entry("probity.models.cache-mib", "7"),
            Map.entry("probity.mlflow.url", "http://m:1/"),
            Map.entry("probity.mlflow.token-file", "t"),
            Map.entry("probity.models.trusted-keys-file", "/k"),
            Map.entry("probity.monitor.state-dir", "/s"),
            Map.entry("probity.monitor.chunk-rows", "500"),
            Map.entry("probity.monitor.retained-windows", "7"),
            Map.entry("probity.monitor.windows", "P1D, P30D/P1D"),
            Map.entry("probity.monitor.grace", "2h"),
            Map.entry("probity.monitor.retention", "P40D"),
            Map.entry("probity.monitor.idle-timeout", "3m"),
            Map.entry("probity.monitor.max-skew", "4h"),
            Map.entry("probity.monitor.early-outcomes", "8"),
            Map.entry("probity.monitor.waiting-predictions", "9"),
            Map.entry("probity.monitor.release-patience", "1m"),
            Map.entry("probity.monitor.waiting-candidates", "10"),
            Map.entry("probity.monitor.cache-bytes", "2097152")),
        reader -> DriftMonitorConfig.read(reader, "host"),
        new DriftMonitorConfig(
            kafka("a:1,b:2", "7", TopicNames.withPrefix("acme."), 30, 9),
            "my.json",
            new ModelStoreSettings(
                Path.of("/m"), "s3://bucket/r", 7, URI.create("http://m:1"), Path.of("t")),
            Path.of("/k"),
            Path.of("/s"),
            500,
            7,
            new EventTimeSettings(
                List.of(WindowSpan.parse("P1D"), WindowSpan.parse("P30D/P1D")),
                Duration.ofHours(2),
                Duration.ofDays(40),
                Duration.ofMinutes(3),
                Duration.ofHours(4)),
            new WaitingBounds(8, 9, Duration.ofMinutes(1), 10),
            2_097_152));
  }

  @Test
  void everyMistakeIsNamedAtOnce() {
    // Given
    Map<String, String> wrong =
        Map.of(
            "probity.monitor.chunk-rows", "99",
            "probity.monitor.release-patience", "soon",
            "probity.monitor.chunkrows", "1000");

    // When
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> DriftMonitorConfig.parse(wrong));

    // Then
    for (String expected :
        List.of(
            "probity.monitor.chunk-rows = 99",
            "probity.monitor.release-patience",
            "Maybe probity.monitor.chunk-rows is meant")) {
      assertTrue(refused.getMessage().contains(expected), refused.getMessage());
    }
  }

  @Test
  void theStreamIsExactlyOnceBoundedAndAStaticMember() {
    // Given
    DriftMonitorConfig config =
        DriftMonitorConfig.parse(
            Map.of("probity.topics.prefix", "acme.", "probity.instance.id", "7"));

    // When
    Properties properties = DriftMonitorService.properties(config);

    // Then
    assertEquals("exactly_once_v2", properties.get("processing.guarantee"));
    assertEquals("acme.probity-drift-monitor", properties.get("application.id"));
    assertEquals("probity-drift-monitor-7", properties.get("main.consumer.group.instance.id"));
    assertEquals("true", properties.get("ensure.explicit.internal.resource.naming"));
    assertEquals("monitor-state", properties.get("state.dir"));
    assertEquals(1 << 20, properties.get("statestore.cache.max.bytes"));
    assertEquals(BoundedRocksDb.class.getName(), properties.get("rocksdb.config.setter"));
    assertEquals(100, properties.get("buffered.records.per.partition"));
  }

  /** Kafka warns of a key it does not know and goes on: a bound that is none shows here. */
  @Test
  void kafkaKnowsEveryKey() {
    Set<String> known = new TreeSet<>(StreamsConfig.configDef().names());
    known.addAll(ConsumerConfig.configNames());
    known.addAll(ProducerConfig.configNames());
    Set<String> unknown = new TreeSet<>();
    for (Object key : DriftMonitorService.properties(DriftMonitorConfig.parse(Map.of())).keySet()) {
      String bare = key.toString().replaceFirst("^(main\\.consumer|consumer|producer)\\.", "");
      if (!known.contains(bare)) {
        unknown.add(key.toString());
      }
    }
    assertEquals(Set.of(), unknown);
  }

  private static KafkaSettings kafka(
      String servers, String instance, TopicNames names, int session, int heartbeat) {
    return new KafkaSettings(
        servers,
        "drift-monitor",
        instance,
        names,
        Duration.ofSeconds(session),
        Duration.ofSeconds(heartbeat),
        Map.of());
  }
}
