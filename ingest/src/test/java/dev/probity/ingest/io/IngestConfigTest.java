// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.TopicNames;
import dev.probity.topics.io.ConfigKit;
import dev.probity.topics.io.KafkaSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IngestConfigTest {

  @Test
  void defaultsAreRecorded() {
    ConfigKit.assertDefaults(
        Map.of(),
        reader -> IngestConfig.read(reader, "host"),
        new IngestConfig(
            kafka("localhost:9092", "host", TopicNames.PLAIN, 6, 2),
            List.of("acs-salary"),
            2_097_152,
            1_000,
            Duration.ofHours(24),
            5_000,
            5_000,
            Duration.ofDays(30),
            null,
            null,
            List.of()));
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
            Map.entry("probity.profile", "acs-salary, my.json"),
            Map.entry("probity.ingest.max-body-bytes", "1"),
            Map.entry("probity.ingest.max-batch-rows", "2"),
            Map.entry("probity.ingest.max-skew", "5s"),
            Map.entry("probity.ingest.max-pending-rows", "3"),
            Map.entry("probity.ingest.max-answer-rows", "4"),
            Map.entry("probity.ingest.contest-within", "6s"),
            Map.entry("probity.explainer.url", "http://explainer:8080"),
            Map.entry("probity.ingest.webhook.url", "https://hr.example/hook"),
            Map.entry("probity.ingest.webhook.secret-file", "/s"),
            Map.entry("probity.ingest.webhook.timeout", "7s"),
            Map.entry("probity.ingest.webhook.max-in-flight", "8"),
            Map.entry(
                "probity.ingest.release-webhook.urls", "https://a.example/h, https://b.example"),
            Map.entry("probity.ingest.release-webhook.secret-files", "/r, /q"),
            Map.entry("probity.ingest.release-webhook.timeout", "9s")),
        reader -> IngestConfig.read(reader, "host"),
        new IngestConfig(
            kafka("a:1,b:2", "7", TopicNames.withPrefix("acme."), 30, 9),
            List.of("acs-salary", "my.json"),
            1,
            2,
            Duration.ofSeconds(5),
            3,
            4,
            Duration.ofSeconds(6),
            URI.create("http://explainer:8080"),
            new WebhookSettings(
                URI.create("https://hr.example/hook"), Path.of("/s"), Duration.ofSeconds(7), 8),
            List.of(
                new WebhookSettings(
                    URI.create("https://a.example/h"), Path.of("/r"), Duration.ofSeconds(9), 1),
                new WebhookSettings(
                    URI.create("https://b.example"), Path.of("/q"), Duration.ofSeconds(9), 1))));
  }

  @Test
  void everyMistakeIsNamedAtOnce() {
    IllegalArgumentException wrong =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                IngestConfig.parse(
                    Map.of(
                        "probity.ingest.max-skew", "soon",
                        "probity.ingest.max-batch-rows", "0",
                        "probity.ingest.max-bodybytes", "1")));
    for (String key :
        List.of(
            "probity.ingest.max-skew",
            "probity.ingest.max-batch-rows",
            "Maybe probity.ingest.max-body-bytes")) {
      assertTrue(wrong.getMessage().contains(key), wrong.getMessage());
    }
  }

  /** What is no https and not on this machine is never called, wherever it comes from. */
  @Test
  void onlyAnHttpsReceiverOrOneOnThisMachineIsTold() {
    Map<String, String> secret = Map.of("probity.ingest.webhook.secret-file", "/s");
    for (String refused :
        List.of(
            "http://hr.example/hook",
            "http://169.254.169.254/latest",
            "https://user:word@hr.example/",
            "file:///etc/passwd",
            "ftp://hr.example",
            "http://localhost.evil.example/",
            "https:///nohost",
            "not a url")) {
      Map<String, String> values = new java.util.HashMap<>(secret);
      values.put("probity.ingest.webhook.url", refused);
      IllegalArgumentException wrong =
          assertThrows(IllegalArgumentException.class, () -> IngestConfig.parse(values), refused);
      assertTrue(wrong.getMessage().contains("webhook.url is not usable"), wrong.getMessage());
      values.remove("probity.ingest.webhook.url");
      values.put("probity.ingest.release-webhook.secret-files", "/s, /t");
      values.put("probity.ingest.release-webhook.urls", "https://hr.example, " + refused);
      wrong = assertThrows(IllegalArgumentException.class, () -> IngestConfig.parse(values));
      assertTrue(wrong.getMessage().contains("webhook.urls is not usable"), wrong.getMessage());
    }
    for (String told : List.of("https://hr.example/h", "http://127.0.0.1:9/h", "http://[::1]:9/")) {
      Map<String, String> values = new java.util.HashMap<>(secret);
      values.put("probity.ingest.webhook.url", told);
      assertTrue(IngestConfig.parse(values).webhook().url().toString().equals(told));
    }
  }

  @Test
  void receiversOfReleasesAreFewAndNamedOnce() {
    String nine =
        IntStream.range(0, 9).mapToObj(i -> "https://" + i + ".example").collect(joining(","));
    String files = IntStream.range(0, 9).mapToObj(i -> "/s" + i).collect(joining(","));
    assertTrue(refused(nine, files).contains("urls names 9, expected up to 8"));
    String twice = refused("https://a.example, https://a.example", "/a, /b");
    assertTrue(twice.contains("urls names 2") && twice.contains("each once"), twice);
  }

  /** With one secret for two, each could sign what the other believes. */
  @Test
  void eachReceiverOfReleasesKnowsUsByASecretOfItsOwn() {
    String two = "https://a.example,https://b.example";
    for (String files : List.of("", "/a", "/a,/b,/c", "/a, /a")) {
      String problem = refused(two, files);
      assertTrue(problem.contains("release-webhook.secret-files names "), problem);
      assertTrue(problem.contains("expected 2: for each address"), problem);
    }
  }

  private static String refused(String urls, String files) {
    Map<String, String> values =
        Map.of(
            "probity.ingest.release-webhook.urls",
            urls,
            "probity.ingest.release-webhook.secret-files",
            files);
    return assertThrows(IllegalArgumentException.class, () -> IngestConfig.parse(values))
        .getMessage();
  }

  private static KafkaSettings kafka(
      String servers, String instance, TopicNames names, int session, int heartbeat) {
    return new KafkaSettings(
        servers,
        "ingest",
        instance,
        names,
        Duration.ofSeconds(session),
        Duration.ofSeconds(heartbeat),
        Map.of());
  }
}
