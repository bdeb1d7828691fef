// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.topics.io.ConfigKey;
import dev.probity.topics.io.ConfigReader;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ModelStoreSettings;
import dev.probity.trainer.LearnerName;
import dev.probity.trainer.data.DatasetRepository;
import dev.probity.trainer.io.lakefs.LakeFsRepository;
import dev.probity.trainer.io.lakefs.LakeFsSettings;
import dev.probity.trainer.io.mlflow.MlflowSettings;
import dev.probity.trainer.io.openlineage.LineageSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a trainer process is told from outside.
 *
 * @param kafka how it reaches Kafka
 * @param profile the use case: a shipped name or a file
 * @param models where releases are published
 * @param datasets folder of the data set repository
 * @param signingKeyFile Ed25519 seed that signs releases
 * @param signingKeyName name of that key, as trusted elsewhere
 * @param model name of the model; null for probity-&lt;profile&gt;
 * @param learner who grows the trees of requests that name nobody
 * @param seed seed of requests that bring none
 * @param chunkRows rows per window of the monitoring reference
 * @param requests whether requests on the retraining topic are carried out
 * @param everyDays days after which a training is asked for; 0 for never
 * @param afterOutcomes new outcomes after which a training is asked for; 0 for never
 * @param patience how long the broker may send nothing during a replay
 * @param attempts how often a step is tried whose service does not answer
 * @param backOff how long it waits before the second attempt
 * @param mlflow where runs are written down
 * @param lakefs where versions of data sets are kept, if not in the folder
 * @param lineage who is told of runs
 * @param production whether the rules of an installation that decides about real people hold
 */
public record TrainerConfig(
    KafkaSettings kafka,
    String profile,
    ModelStoreSettings models,
    Path datasets,
    Path signingKeyFile,
    String signingKeyName,
    @Nullable String model,
    LearnerName learner,
    int seed,
    int chunkRows,
    boolean requests,
    int everyDays,
    int afterOutcomes,
    Duration patience,
    int attempts,
    Duration backOff,
    MlflowSettings mlflow,
    LakeFsSettings lakefs,
    LineageSettings lineage,
    boolean production) {

  /** Reads the configuration of a process whose instance is named after its host by default. */
  public static TrainerConfig parse(Map<String, String> values) {
    return ConfigReader.parse(values, reader -> read(reader, KafkaSettings.hostName()));
  }

  /** All keys this process reads. */
  public static List<ConfigKey> keys() {
    return ConfigReader.keysOf(reader -> read(reader, "host"));
  }

  /** The repository of data sets: lakeFS where it is named, else the folder. */
  public DatasetRepository repository(InstantSource clock) {
    return lakefs.url() == null
        ? new FolderDatasetRepository(datasets, clock)
        : new LakeFsRepository(lakefs);
  }

  static TrainerConfig read(ConfigReader reader, String defaultInstance) {
    KafkaSettings kafka = KafkaSettings.read(reader, "trainer", defaultInstance);
    TrainerConfig config =
        new TrainerConfig(
            kafka,
            reader.text(
                "probity.profile", "acs-salary", "The use case: a shipped name or a .json file"),
            ModelStoreSettings.read(reader),
            reader.path(
                "probity.trainer.datasets-dir", "datasets", "Folder of the data set repository"),
            Path.of(
                reader.required(
                    "probity.trainer.signing-key-file",
                    "/etc/probity/trainer.key",
                    "File with the Ed25519 seed, in base64, that signs releases")),
            reader.text(
                "probity.trainer.signing-key-name",
                "probity-trainer",
                "Name of that key, as trusted by who loads releases"),
            reader.optional(
                "probity.trainer.model", "Name of the model; probity-<profile> when absent"),
            learner(reader),
            reader.whole(
                "probity.trainer.seed", 1, 0, Integer.MAX_VALUE, "Seed of requests without one"),
            reader.whole(
                "probity.monitor.chunk-rows",
                1_000,
                1,
                1_000_000,
                "Rows per window of the stream, and of the monitoring reference"),
            reader.flag(
                "probity.trainer.requests",
                true,
                "Whether requests on the retraining topic are carried out"),
            everyDays(reader),
            afterOutcomes(reader),
            reader.duration(
                "probity.trainer.patience",
                Duration.ofSeconds(30),
                "How long the broker may send nothing before a replay gives up"),
            reader.whole(
                "probity.trainer.attempts",
                3,
                1,
                100,
                "How often a step of a training is tried whose service does not answer"),
            reader.duration(
                "probity.trainer.back-off",
                Duration.ofSeconds(1),
                "How long a step waits before its second attempt; twice as long before each next"),
            MlflowSettings.read(reader),
            LakeFsSettings.read(reader),
            LineageSettings.read(reader),
            production(reader));
    reader.noOthers("probity.release.");
    reader.noOthers("probity.trainer.");
    return config;
  }

  private static LearnerName learner(ConfigReader reader) {
    return LearnerName.of(
        reader.choice(
            "probity.trainer.learner",
            LearnerName.XGBOOST.label(),
            Arrays.stream(LearnerName.values()).map(LearnerName::label).toList(),
            "Who grows the trees unless a training says otherwise"));
  }

  private static int everyDays(ConfigReader reader) {
    return reader.whole(
        "probity.trainer.every-days",
        0,
        0,
        3_660,
        "Days after the last training when the next is asked for; 0 for never");
  }

  private static int afterOutcomes(ConfigReader reader) {
    return reader.whole(
        "probity.trainer.after-outcomes",
        0,
        0,
        Integer.MAX_VALUE,
        "New outcomes after which a training is asked for; 0 for never");
  }

  private static boolean production(ConfigReader reader) {
    return reader.flag(
        "probity.release.production",
        false,
        "Whether a release needs known, unchanged sources, an approval of its own and an"
            + " answered checklist before it is promoted");
  }
}
