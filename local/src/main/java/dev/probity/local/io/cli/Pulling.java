// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.ingest.io.FileReport;
import dev.probity.ingest.io.IngestListener;
import dev.probity.ingest.io.PullConfig;
import dev.probity.ingest.io.PullIngest;
import dev.probity.ingest.io.PullRequest;
import dev.probity.local.io.Configured;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.profile.Profile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How pages of another system are read. */
final class Pulling {
  private static final int DIGITS = 16;

  @Option(
      names = "--items",
      paramLabel = "FIELD",
      description = "Pulling: field of a page with its candidates (default: ${DEFAULT-VALUE}).",
      defaultValue = "items")
  private String items = "items";

  @Option(
      names = "--cursor",
      paramLabel = "FIELD",
      description =
          "Pulling: field of a page that names the next one, and the parameter that takes it, where"
              + " there is no link header (default: ${DEFAULT-VALUE}).",
      defaultValue = "next")
  private String cursor = "next";

  /** Pulls; refused candidates are listed and where to go on is kept in the data folder. */
  FileReport run(
      String source,
      Profile profile,
      @Nullable Path rejects,
      Common common,
      Producer<byte[], byte[]> producer,
      KafkaSettings kafka,
      IngestListener listener)
      throws IOException, InterruptedException {
    PullConfig config = PullConfig.parse(Configured.with(Map.of()));
    URI first = config.allowed(URI.create(source));
    String name = DeadLetter.payloadSha256(source.getBytes(UTF_8)).substring(0, DIGITS);
    Path folder = common.data().resolve("pull");
    Files.createDirectories(folder);
    return new PullIngest(producer, kafka.names(), config, InstantSource.system(), listener)
        .run(
            new PullRequest(
                first,
                profile,
                items,
                cursor,
                folder.resolve(name + ".json"),
                rejects == null ? folder.resolve(name + ".rejects.csv") : rejects));
  }
}
