// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.scorer.io.ScorerConfig;
import dev.probity.scorer.io.ScorerService;
import dev.probity.topics.io.ProfileFiles;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

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
    ProcessBuilder builder =
        SeparateServer.java(SeparateScorer.class, SeparateServer.arguments(settings))
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
  }

  /** The process: one setting an argument. */
  public static void main(String[] arguments) throws Exception {
    ScorerConfig config = ScorerConfig.parse(SeparateServer.settings(arguments));
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
