// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import dev.probity.topics.io.ConfigReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where runs are written down.
 *
 * @param url address of an MLflow server; null for the folder
 * @param folder holds {@code mlruns}, MLflow's file layout
 * @param tokenFile file with the bearer token of the server; null for none
 * @param timeout how long one answer of the server may take
 * @param continues whether a training goes on, into the folder, while the server does not answer
 * @param gitCommit commit of the sources that train, for the run's tag; null when nobody says
 */
public record MlflowSettings(
    @Nullable URI url,
    Path folder,
    @Nullable Path tokenFile,
    Duration timeout,
    boolean continues,
    @Nullable String gitCommit) {
  private static final String URL = "probity.mlflow.url";
  private static final String STOP = "stop";
  private static final String CONTINUE = "continue";

  /** Reads the keys. */
  public static MlflowSettings read(ConfigReader reader) {
    MlflowSettings settings =
        new MlflowSettings(
            reader.server(
                URL,
                "Address of an MLflow server (3.x) for runs and versions; the folder when absent"),
            reader.path(
                "probity.mlflow.dir",
                "mlflow",
                "Folder for runs in MLflow's file layout; mlflow migrate-filestore imports it"),
            reader.optionalPath(
                "probity.mlflow.token-file", "File with the bearer token of the MLflow server"),
            reader.duration(
                "probity.mlflow.timeout",
                Duration.ofSeconds(30),
                "How long one answer of the MLflow server may take"),
            reader
                .choice(
                    "probity.mlflow.on-outage",
                    STOP,
                    List.of(STOP, CONTINUE),
                    "What a training does while MLflow does not answer: stop, nothing released;"
                        + " continue, and write the run into the folder")
                .equals(CONTINUE),
            reader.optional(
                "probity.mlflow.git-commit",
                "Commit of the sources that train, for the run's tag mlflow.source.git.commit"));
    reader.noOthers("probity.mlflow.");
    return settings;
  }

  /** Tags that only the installation knows. */
  public Map<String, String> tags() {
    return gitCommit == null ? Map.of() : Map.of("mlflow.source.git.commit", gitCommit);
  }
}
