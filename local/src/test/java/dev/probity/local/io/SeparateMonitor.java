// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.driftmonitor.io.DriftMonitorConfig;
import dev.probity.driftmonitor.io.DriftMonitorService;
import dev.probity.topics.Profiles;
import dev.probity.topics.io.FolderModelStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A monitor in a process of its own, so that a test can kill that process. */
final class SeparateMonitor {
  private SeparateMonitor() {}

  /** Starts one with these settings; what it logs is appended to a file. */
  static Process start(Path log, Map<String, String> settings) throws IOException {
    return SeparateServer.java(SeparateMonitor.class, SeparateServer.arguments(settings))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** A monitor as it is wired in its application. */
  static DriftMonitorService service(DriftMonitorConfig config) {
    return new DriftMonitorService(
        config,
        Profiles.acsSalary(),
        new FolderModelStore(config.modelsDir())::fetch,
        new SimpleMeterRegistry(),
        InstantSource.system(),
        "test");
  }

  /** Runs until the process is killed. */
  public static void main(String... arguments) throws InterruptedException {
    DriftMonitorConfig config = DriftMonitorConfig.parse(SeparateServer.settings(arguments));
    try (DriftMonitorService service = service(config)) {
      service.start();
      new CountDownLatch(1).await();
    }
  }
}
