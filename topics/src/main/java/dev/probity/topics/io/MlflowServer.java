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
  private static final String URL = "probity.mlflow.url";
  private static final String FORM = "https?://[A-Za-z0-9.\\-\\[\\]:]+(/[A-Za-z0-9._~-]+)*/*";

  /** Reads the keys; an address that could carry a secret is refused and not shown. */
  public static MlflowServer read(ConfigReader reader) {
    String text =
        reader.optional(
            URL, "Address of an MLflow server (3.x) for runs and versions; the folder when absent");
    URI url = null;
    if (text != null && text.matches(FORM)) {
      url = URI.create(text.replaceFirst("/+$", ""));
    } else if (text != null) {
      reader.problem(URL, "(not shown)", "http(s)://HOST[:PORT][/PATH] without user or query");
    }
    return new MlflowServer(
        url,
        reader.optionalPath(
            "probity.mlflow.token-file", "File with the bearer token of the MLflow server"));
  }
}
