// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

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

class ExplainerConfigTest {

  @Test
  void everyMistakeIsNamedAtOnce() {
    // Given
    Map<String, String> values =
        Map.of(
            "probity.explainer.batch-rows", "many",
            "probity.explainer.max-pol-age", "10s");
    // When
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> ExplainerConfig.parse(values));
    // Then
    for (String key :
        List.of("probity.explainer.batch-rows", "Maybe probity.explainer.max-poll-age")) {
      assertTrue(wrong.getMessage().contains(key), wrong.getMessage());
    }
  }

  @Test
  void defaultsAreRecorded() {
    ConfigKit.assertDefaults(
        Map.of(),
        reader -> ExplainerConfig.read(reader, "host"),
        new ExplainerConfig(
            kafka("localhost:9092", "host", TopicNames.PLAIN, 6, 2),
            "acs-salary",
            ModelStoreSettings.folder(Path.of("models")),
            Path.of("models/trusted-keys"),
            64,
            1_000,
            5_000,
            Duration.ofSeconds(60)));
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
            Map.entry("probity.explain.table-budget", "128"),
            Map.entry("probity.explainer.batch-rows", "9"),
            Map.entry("probity.explainer.max-tail-rows", "11"),
            Map.entry("probity.explainer.max-poll-age", "10s")),
        reader -> ExplainerConfig.read(reader, "host"),
        new ExplainerConfig(
            kafka("a:1,b:2", "7", TopicNames.withPrefix("acme."), 30, 9),
            "my.json",
            new ModelStoreSettings(
                Path.of("/m"), "s3://bucket/r", 7, URI.create("http://m:1"), Path.of("t")),
            Path.of("/k"),
            128,
            9,
            11,
            Duration.ofSeconds(10)));
  }

  private static KafkaSettings kafka(
      String servers, String instance, TopicNames names, int session, int heartbeat) {
    return new KafkaSettings(
        servers,
        "explainer",
        instance,
        names,
        Duration.ofSeconds(session),
        Duration.ofSeconds(heartbeat),
        Map.of());
  }
}
