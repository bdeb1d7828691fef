// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.TopicNames;
import dev.probity.topics.io.ConfigKit;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ModelStoreSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScorerConfigTest {

  @Test
  void everyMistakeIsNamedAtOnce() {
    // Given
    Map<String, String> values =
        Map.of(
            "probity.scorer.batch-rows", "0",
            "probity.ingest.max-skew", "soon",
            "probity.scorer.alyas", "champion");
    // When
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> ScorerConfig.parse(values));
    // Then
    for (String key :
        List.of(
            "probity.scorer.batch-rows", "probity.ingest.max-skew", "Maybe probity.scorer.alias")) {
      assertTrue(wrong.getMessage().contains(key), wrong.getMessage());
    }
  }

  @Test
  void defaultsAreRecorded() {
    ConfigKit.assertDefaults(
        Map.of(),
        reader -> ScorerConfig.read(reader, "host"),
        new ScorerConfig(
            kafka("localhost:9092", "host", TopicNames.PLAIN, 6, 2),
            "acs-salary",
            "",
            "champion",
            ModelStoreSettings.folder(Path.of("models")),
            Path.of("models/trusted-keys"),
            Duration.ofHours(24),
            1_000,
            Duration.ofSeconds(60),
            new InferenceSettings(Duration.ofSeconds(5), 1_000, 20_000, 8 << 20)));
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
            Map.entry("probity.scorer.model", "salary-2"),
            Map.entry("probity.scorer.alias", "canary"),
            Map.entry("probity.models.dir", "/m"),
            Map.entry("probity.models.location", "s3://bucket/r"),
            Map.entry("probity.models.cache-mib", "7"),
            Map.entry("probity.mlflow.url", "http://m:1/"),
            Map.entry("probity.mlflow.token-file", "t"),
            Map.entry("probity.models.trusted-keys-file", "/k"),
            Map.entry("probity.ingest.max-skew", "5s"),
            Map.entry("probity.scorer.batch-rows", "9"),
            Map.entry("probity.scorer.max-poll-age", "10s"),
            Map.entry("probity.scorer.inference.deadline", "700ms"),
            Map.entry("probity.scorer.inference.max-rows", "12"),
            Map.entry("probity.scorer.inference.max-pending-rows", "34"),
            Map.entry("probity.scorer.inference.max-body-bytes", "5678")),
        reader -> ScorerConfig.read(reader, "host"),
        new ScorerConfig(
            kafka("a:1,b:2", "7", TopicNames.withPrefix("acme."), 30, 9),
            "my.json",
            "salary-2",
            "canary",
            new ModelStoreSettings(
                Path.of("/m"), "s3://bucket/r", 7, URI.create("http://m:1"), Path.of("t")),
            Path.of("/k"),
            Duration.ofSeconds(5),
            9,
            Duration.ofSeconds(10),
            new InferenceSettings(Duration.ofMillis(700), 12, 34, 5_678)));
  }

  private static KafkaSettings kafka(
      String servers, String instance, TopicNames names, int session, int heartbeat) {
    return new KafkaSettings(
        servers,
        "scorer",
        instance,
        names,
        Duration.ofSeconds(session),
        Duration.ofSeconds(heartbeat),
        Map.of());
  }
}
