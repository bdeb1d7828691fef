// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.io.ConfigKey;
import dev.probity.topics.io.ConfigReader;
import dev.probity.topics.io.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

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
 */
public record IngestConfig(
    KafkaSettings kafka,
    List<String> profiles,
    int maxBodyBytes,
    int maxBatchRows,
    Duration maxSkew,
    int maxPendingRows,
    int maxAnswerRows) {

  /** Copies the profiles. */
  public IngestConfig {
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
                "How many newest answers GET /candidates/{id} can give"));
    reader.noOthers("probity.ingest.");
    return config;
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).toList();
  }
}
