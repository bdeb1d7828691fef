// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import dev.probity.topics.io.ConfigKey;
import dev.probity.topics.io.ConfigReader;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ModelStoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the scorer is told from outside.
 *
 * @param kafka how it reaches the brokers
 * @param profile name or file of the use case
 * @param model name of the model to follow; probity-&lt;profile&gt; when empty
 * @param alias the alias whose release scores
 * @param models where the release bundles lie
 * @param trustedKeysFile the keys that may sign releases, one vkey per line
 * @param maxSkew how far a decision's own time may lie from its arrival
 * @param batchRows most records of one poll
 * @param maxPollAge a loop that has not polled for so long counts as dead
 * @param inference the bounds of the Open Inference door
 */
public record ScorerConfig(
    KafkaSettings kafka,
    String profile,
    String model,
    String alias,
    ModelStoreSettings models,
    Path trustedKeysFile,
    Duration maxSkew,
    int batchRows,
    Duration maxPollAge,
    InferenceSettings inference) {

  /** The folder of the release bundles. */
  public Path modelsDir() {
    return models.dir();
  }

  /**
   * Reads the configuration of this process.
   *
   * @throws IllegalArgumentException naming every key that is wrong
   */
  public static ScorerConfig parse(Map<String, String> values) {
    return ConfigReader.parse(values, reader -> read(reader, KafkaSettings.hostName()));
  }

  /** All keys this process reads. */
  public static List<ConfigKey> keys() {
    return ConfigReader.keysOf(reader -> read(reader, "host"));
  }

  static ScorerConfig read(ConfigReader reader, String defaultInstance) {
    ScorerConfig config =
        new ScorerConfig(
            KafkaSettings.read(reader, "scorer", defaultInstance),
            reader.text("probity.profile", "acs-salary", "Name or file of the profile"),
            reader.text(
                "probity.scorer.model", "", "Name of the model; probity-<profile> when empty"),
            reader.text("probity.scorer.alias", "champion", "The alias whose release scores"),
            ModelStoreSettings.read(reader),
            reader.path(
                "probity.models.trusted-keys-file",
                "models/trusted-keys",
                "Keys that may sign releases, one vkey per line"),
            reader.duration(
                "probity.ingest.max-skew",
                Duration.ofHours(24),
                "How far a sender's time may lie from its arrival"),
            reader.whole("probity.scorer.batch-rows", 1_000, 1, 10_000, "Most records of a poll"),
            reader.duration(
                "probity.scorer.max-poll-age",
                Duration.ofSeconds(60),
                "A loop that has not polled for so long counts as dead"),
            InferenceSettings.read(reader));
    reader.noOthers("probity.scorer.");
    return config;
  }
}
