// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The MLflow server an installation works with, for runs, versions and bundles alike.
 *
 * @param url its address without a slash at the end; null when none is named
 * @param tokenFile file with its bearer token; null when it asks for none
 */
public record MlflowServer(@Nullable URI url, @Nullable Path tokenFile) {
  /** Reads the keys. */
  public static MlflowServer read(ConfigReader reader) {
    return new MlflowServer(
        reader.server(
            "probity.mlflow.url",
            "Address of an MLflow server (3.x) for runs and versions; the folder when absent"),
        reader.optionalPath(
            "probity.mlflow.token-file", "File with the bearer token of the MLflow server"));
  }
}
