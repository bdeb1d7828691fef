// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.scorer.io.ScorerConfig;
import dev.probity.scorer.io.ScorerService;
import dev.probity.topics.io.ProfileFiles;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A scorer in a process of its own, which has what its settings and its environment name. */
final class SeparateScorer {
  private SeparateScorer() {}

  /**
   * Starts one; kill it to stop it.
   *
   * @param settings its configuration
   * @param environment variables beside those of this process
   * @param log takes its words
   */
  static Process start(Map<String, String> settings, Map<String, String> environment, Path log)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                SeparateScorer.class.getName()));
    settings.forEach((key, value) -> command.add(key + "=" + value));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
  }

  /** The process: one setting an argument. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> settings = new TreeMap<>();
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    ScorerConfig config = ScorerConfig.parse(settings);
    ScorerService scorer =
        new ScorerService(
            config,
            ProfileFiles.load(config.profile()),
            config.models().open(),
            new SimpleMeterRegistry(),
            InstantSource.system(),
            "test");
    scorer.start();
    Thread.currentThread().join();
  }
}
