// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import dev.probity.model.shap.TreeShap;
import dev.probity.topics.io.ConfigKey;
import dev.probity.topics.io.ConfigReader;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ModelStoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the explainer is told from outside.
 *
 * @param kafka how it reaches the brokers
 * @param profile name or file of the use case
 * @param models where the release bundles lie
 * @param trustedKeysFile the keys that may sign releases, one vkey per line
 * @param tableBudgetMib memory for tables of contributions, per release
 * @param batchRows most records of one poll
 * @param maxTailRows how many newest predictions what-if questions are answered about
 * @param maxPollAge a loop that has not polled for so long counts as dead
 */
public record ExplainerConfig(
    KafkaSettings kafka,
    String profile,
    ModelStoreSettings models,
    Path trustedKeysFile,
    int tableBudgetMib,
    int batchRows,
    int maxTailRows,
    Duration maxPollAge) {

  /** The table budget in bytes. */
  public long tableBudget() {
    return (long) tableBudgetMib << 20;
  }

  /** The folder of the release bundles. */
  public Path modelsDir() {
    return models.dir();
  }

  /**
   * Reads the configuration of this process.
   *
   * @throws IllegalArgumentException naming every key that is wrong
   */
  public static ExplainerConfig parse(Map<String, String> values) {
    return ConfigReader.parse(values, reader -> read(reader, KafkaSettings.hostName()));
  }

  /** All keys this process reads. */
  public static List<ConfigKey> keys() {
    return ConfigReader.keysOf(reader -> read(reader, "host"));
  }

  static ExplainerConfig read(ConfigReader reader, String defaultInstance) {
    ExplainerConfig config =
        new ExplainerConfig(
            KafkaSettings.read(reader, "explainer", defaultInstance),
            reader.text("probity.profile", "acs-salary", "Name or file of the profile"),
            ModelStoreSettings.read(reader),
            reader.path(
                "probity.models.trusted-keys-file",
                "models/trusted-keys",
                "Keys that may sign releases, one vkey per line"),
            reader.whole(
                "probity.explain.table-budget",
                (int) (TreeShap.TABLE_BUDGET >> 20),
                0,
                4_096,
                "MiB for tables of contributions, per release; shapes last bits"),
            reader.whole(
                "probity.explainer.batch-rows", 1_000, 1, 10_000, "Most records of a poll"),
            reader.whole(
                "probity.explainer.max-tail-rows",
                5_000,
                1,
                1_000_000,
                "How many newest predictions GET /candidates/{id}/counterfactual can answer about"),
            reader.duration(
                "probity.explainer.max-poll-age",
                Duration.ofSeconds(60),
                "A loop that has not polled for so long counts as dead"));
    reader.noOthers("probity.explainer.");
    reader.noOthers("probity.explain.");
    return config;
  }
}
