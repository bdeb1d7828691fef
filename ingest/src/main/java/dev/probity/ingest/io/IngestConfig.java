// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.io.ConfigKey;
import dev.probity.topics.io.ConfigReader;
import dev.probity.topics.io.KafkaSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the front door is told from outside.
 *
 * @param kafka how it reaches the brokers
 * @param profiles names or files of the use cases
 * @param maxBodyBytes the largest request body
 * @param maxBatchRows the most candidates in one request
 * @param maxSkew how far a sender's time may lie from now
 * @param maxPendingRows the most candidates waiting for the broker, beyond which requests get 429
 * @param maxAnswerRows how many newest answers are held
 * @param contestWithin how long after it came a contest is due that names no date
 * @param explainerUrl where what-if questions are answered; null when in this process or nowhere
 * @param webhook who is told of each decision; null when nobody is
 * @param releaseWebhooks who is told when a release changes state
 */
public record IngestConfig(
    KafkaSettings kafka,
    List<String> profiles,
    int maxBodyBytes,
    int maxBatchRows,
    Duration maxSkew,
    int maxPendingRows,
    int maxAnswerRows,
    Duration contestWithin,
    @Nullable URI explainerUrl,
    @Nullable WebhookSettings webhook,
    List<WebhookSettings> releaseWebhooks) {

  /** Copies the lists. */
  public IngestConfig {
    releaseWebhooks = List.copyOf(releaseWebhooks);
    profiles = List.copyOf(profiles);
  }

  /**
   * Reads the configuration of this process.
   *
   * @throws IllegalArgumentException naming every key that is wrong
   */
  public static IngestConfig parse(Map<String, String> values) {
    return ConfigReader.parse(values, reader -> read(reader, KafkaSettings.hostName()));
  }

  /** All keys this process reads. */
  public static List<ConfigKey> keys() {
    List<ConfigKey> keys = new ArrayList<>(ConfigReader.keysOf(reader -> read(reader, "host")));
    keys.addAll(CaptureConfig.keys());
    keys.addAll(PullConfig.keys());
    return keys;
  }

  static IngestConfig read(ConfigReader reader, String defaultInstance) {
    IngestConfig config =
        new IngestConfig(
            KafkaSettings.read(reader, "ingest", defaultInstance),
            words(
                reader.text(
                    "probity.profile", "acs-salary", "Names or files of profiles, with commas")),
            reader.whole(
                "probity.ingest.max-body-bytes", 2 << 20, 1, 64 << 20, "Largest request body"),
            reader.whole(
                "probity.ingest.max-batch-rows", 1_000, 1, 100_000, "Most candidates in a request"),
            reader.duration(
                "probity.ingest.max-skew",
                Duration.ofHours(24),
                "How far a sender's time may lie from now"),
            reader.whole(
                "probity.ingest.max-pending-rows",
                5_000,
                1,
                1_000_000,
                "Most candidates waiting for the broker; beyond it requests get 429"),
            reader.whole(
                "probity.ingest.max-answer-rows",
                5_000,
                1,
                1_000_000,
                "How many newest answers GET /candidates/{id} can give"),
            reader.duration(
                "probity.ingest.contest-within",
                Duration.ofDays(30),
                "How long after it came a contest is due that names no date"),
            reader.server(
                "probity.explainer.url",
                "Where GET /candidates/{id}/counterfactual is sent when the explainer runs apart"),
            WebhookSettings.read(reader),
            WebhookSettings.readReleases(reader));
    reader.noOthers("probity.ingest.");
    return config;
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).toList();
  }
}
