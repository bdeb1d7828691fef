// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.openlineage;

import dev.probity.topics.io.ConfigReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of runs.
 *
 * @param url address of the server, without {@code /api/v1/lineage}; null when nobody is told
 * @param apiKeyFile file with the key it knows us by; null for none
 * @param timeout how long one attempt may take, and how long a trainer that ends waits for the rest
 */
public record LineageSettings(@Nullable URI url, @Nullable Path apiKeyFile, Duration timeout) {

  /** Nobody is told. */
  public static final LineageSettings OFF = new LineageSettings(null, null, Duration.ofSeconds(5));

  /** Reads the keys. */
  public static LineageSettings read(ConfigReader reader) {
    LineageSettings settings =
        new LineageSettings(
            reader.server(
                "probity.openlineage.url",
                "Server that is told of each run in OpenLineage events, without /api/v1/lineage;"
                    + " only the run's folder when absent"),
            reader.optionalPath(
                "probity.openlineage.api-key-file",
                "File with the API key of that server, sent as a bearer token"),
            reader.duration(
                "probity.openlineage.timeout",
                OFF.timeout(),
                "How long one attempt to tell it may take, and a trainer that ends waits for it"));
    reader.noOthers("probity.openlineage.");
    return settings;
  }
}
