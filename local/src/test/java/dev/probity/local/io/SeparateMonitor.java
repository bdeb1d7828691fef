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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A monitor in a process of its own, so that a test can kill that process. */
final class SeparateMonitor {
  private SeparateMonitor() {}

  /** Starts one with these settings; what it logs is appended to a file. */
  static Process start(Path log, Map<String, String> settings) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SeparateMonitor.class.getName()));
    settings.forEach((key, value) -> command.add(key + "=" + value));
    return new ProcessBuilder(command)
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
    Map<String, String> settings = new HashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      settings.put(parts[0], parts[1]);
    }
    try (DriftMonitorService service = service(DriftMonitorConfig.parse(settings))) {
      service.start();
      new CountDownLatch(1).await();
    }
  }
}
