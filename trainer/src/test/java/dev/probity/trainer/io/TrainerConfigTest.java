// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.TopicNames;
import dev.probity.topics.io.ConfigKey;
import dev.probity.topics.io.ConfigKit;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ModelStoreSettings;
import dev.probity.trainer.LearnerName;
import dev.probity.trainer.io.lakefs.LakeFsSettings;
import dev.probity.trainer.io.mlflow.MlflowSettings;
import dev.probity.trainer.io.openlineage.LineageSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerConfigTest {

  @Test
  void defaultsAreRecorded() {
    ConfigKit.assertDefaults(
        Map.of("probity.trainer.signing-key-file", "t.key"),
        reader -> TrainerConfig.read(reader, "0"),
        new TrainerConfig(
            new KafkaSettings(
                "localhost:9092",
                "trainer",
                "0",
                TopicNames.PLAIN,
                Duration.ofSeconds(6),
                Duration.ofSeconds(2),
                Map.of()),
            "acs-salary",
            ModelStoreSettings.folder(Path.of("models")),
            Path.of("datasets"),
            Path.of("t.key"),
            "probity-trainer",
            null,
            LearnerName.XGBOOST,
            1,
            1_000,
            true,
            0,
            0,
            Duration.ofSeconds(30),
            3,
            Duration.ofSeconds(1),
            new MlflowSettings(null, Path.of("mlflow"), null, Duration.ofSeconds(30), false, null),
            new LakeFsSettings(null, "probity", "main", "", null, null, Duration.ofSeconds(30)),
            LineageSettings.OFF,
            false));
  }

  @Test
  void everyKeyIsMapped() {
    ConfigKit.assertMapsEveryKey(
        Map.ofEntries(
            Map.entry("kafka.bootstrap.servers", "a:1"),
            Map.entry("probity.trainer.learner", "smile"),
            Map.entry("probity.topics.prefix", "acme."),
            Map.entry("probity.instance.id", "7"),
            Map.entry("probity.kafka.session-timeout", "30s"),
            Map.entry("probity.kafka.heartbeat-interval", "3s"),
            Map.entry("probity.profile", "my.json"),
            Map.entry("probity.models.dir", "store"),
            Map.entry("probity.models.location", "s3://bucket/r"),
            Map.entry("probity.models.cache-mib", "7"),
            Map.entry("probity.trainer.datasets-dir", "data"),
            Map.entry("probity.trainer.signing-key-file", "k"),
            Map.entry("probity.trainer.signing-key-name", "acme/1"),
            Map.entry("probity.trainer.model", "mine"),
            Map.entry("probity.trainer.seed", "9"),
            Map.entry("probity.monitor.chunk-rows", "500"),
            Map.entry("probity.trainer.requests", "false"),
            Map.entry("probity.trainer.every-days", "7"),
            Map.entry("probity.trainer.after-outcomes", "5000"),
            Map.entry("probity.trainer.patience", "5s"),
            Map.entry("probity.trainer.attempts", "7"),
            Map.entry("probity.trainer.back-off", "2s"),
            Map.entry("probity.mlflow.url", "https://mlflow.test:5000/ml/"),
            Map.entry("probity.mlflow.dir", "runs"),
            Map.entry("probity.mlflow.token-file", "token"),
            Map.entry("probity.mlflow.timeout", "3s"),
            Map.entry("probity.mlflow.on-outage", "continue"),
            Map.entry("probity.mlflow.git-commit", "abc"),
            Map.entry("probity.trainer.lakefs.url", "https://lake.test/"),
            Map.entry("probity.trainer.lakefs.repository", "sets"),
            Map.entry("probity.trainer.lakefs.branch", "trunk"),
            Map.entry("probity.trainer.lakefs.access-key-id", "me"),
            Map.entry("probity.trainer.lakefs.secret-key-file", "key"),
            Map.entry("probity.trainer.lakefs.secret-key", "hidden"),
            Map.entry("probity.trainer.lakefs.timeout", "4s"),
            Map.entry("probity.openlineage.url", "http://marquez.test:5000/"),
            Map.entry("probity.openlineage.api-key-file", "api"),
            Map.entry("probity.openlineage.timeout", "6s"),
            Map.entry("probity.release.production", "true")),
        reader -> TrainerConfig.read(reader, "0"),
        new TrainerConfig(
            new KafkaSettings(
                "a:1",
                "trainer",
                "7",
                TopicNames.withPrefix("acme."),
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                Map.of()),
            "my.json",
            new ModelStoreSettings(
                Path.of("store"),
                "s3://bucket/r",
                7,
                URI.create("https://mlflow.test:5000/ml"),
                Path.of("token")),
            Path.of("data"),
            Path.of("k"),
            "acme/1",
            "mine",
            LearnerName.SMILE,
            9,
            500,
            false,
            7,
            5_000,
            Duration.ofSeconds(5),
            7,
            Duration.ofSeconds(2),
            new MlflowSettings(
                URI.create("https://mlflow.test:5000/ml"),
                Path.of("runs"),
                Path.of("token"),
                Duration.ofSeconds(3),
                true,
                "abc"),
            new LakeFsSettings(
                URI.create("https://lake.test"),
                "sets",
                "trunk",
                "me",
                Path.of("key"),
                "hidden",
                Duration.ofSeconds(4)),
            new LineageSettings(
                URI.create("http://marquez.test:5000"), Path.of("api"), Duration.ofSeconds(6)),
            true));
  }

  @Test
  void everyMistakeIsNamedAtOnce() {
    // When
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    TrainerConfig.parse(
                        Map.of(
                            "probity.trainer.seed", "-1",
                            "probity.trainer.request", "true",
                            "probity.trainer.patience", "soon",
                            "probity.mlflow.url", "ftp://user:secret@host")))
            .getMessage();
    // Then
    List.of(
            "probity.trainer.signing-key-file is missing",
            "probity.trainer.seed = -1",
            "Maybe probity.trainer.requests is meant",
            "probity.trainer.patience = soon",
            "probity.mlflow.url = (not shown)")
        .forEach(part -> assertTrue(message.contains(part), message));
    assertEquals(
        message.indexOf("probity.mlflow.url"), message.lastIndexOf("probity.mlflow.url"), message);
  }

  @Test
  void allKeysAreKnownByName() {
    List<String> names = TrainerConfig.keys().stream().map(ConfigKey::name).toList();
    assertTrue(names.containsAll(List.of("probity.models.dir", "kafka.bootstrap.servers")));
  }
}
