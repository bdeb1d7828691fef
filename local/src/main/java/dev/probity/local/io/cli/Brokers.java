// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.Configured;
import dev.probity.local.io.DataFolder;
import dev.probity.topics.io.KafkaSettings;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which broker a verb talks to: a named one, else that of the running data folder. */
final class Brokers {
  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "Brokers to talk to (default: those of the running data folder).")
  private @Nullable String servers;

  /** How to reach them as this module. */
  KafkaSettings settings(Common common, String module) throws IOException {
    String found = servers;
    if (found == null) {
      found = "127.0.0.1:" + DataFolder.requireRunning(common.data()).kafka();
    }
    return KafkaSettings.parse(Configured.with(Map.of("kafka.bootstrap.servers", found)), module);
  }
}
