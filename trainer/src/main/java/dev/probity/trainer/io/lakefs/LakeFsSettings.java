// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.lakefs;

import dev.probity.topics.io.ConfigReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where lakeFS is.
 *
 * @param url address of the server; null for the folder instead
 * @param repository name of the repository, which must exist
 * @param branch the branch drafts start from; nothing is committed to it
 * @param accessKeyId who asks
 * @param secretKeyFile file with their secret; null for the secret of the environment
 * @param secretKey their secret; null when the file has it
 * @param timeout how long one answer may take
 */
public record LakeFsSettings(
    @Nullable URI url,
    String repository,
    String branch,
    String accessKeyId,
    @Nullable Path secretKeyFile,
    @Nullable String secretKey,
    Duration timeout) {
  private static final String URL = "probity.trainer.lakefs.url";

  /** Reads the keys. */
  public static LakeFsSettings read(ConfigReader reader) {
    return new LakeFsSettings(
        reader.server(
            URL,
            "Address of a lakeFS server for versions of data sets, without /api/v1; the folder when"
                + " absent"),
        reader.text(
            "probity.trainer.lakefs.repository", "probity", "Its repository, which must exist"),
        reader.text(
            "probity.trainer.lakefs.branch",
            "main",
            "Branch that drafts start from; nothing is committed to it"),
        reader.text("probity.trainer.lakefs.access-key-id", "", "Who asks lakeFS"),
        reader.optionalPath(
            "probity.trainer.lakefs.secret-key-file", "File with their secret access key"),
        reader.optional(
            "probity.trainer.lakefs.secret-key",
            "Their secret access key where no file has it; from the environment only"),
        reader.duration(
            "probity.trainer.lakefs.timeout",
            Duration.ofSeconds(30),
            "How long one answer of lakeFS may take"));
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "LakeFsSettings[" + url + ", " + repository + ", " + branch + "]";
  }
}
