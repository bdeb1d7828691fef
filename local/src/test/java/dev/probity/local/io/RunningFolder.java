// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A data folder in which the packaged application runs, told what to do by the environment. */
final class RunningFolder implements Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  private final Process process;
  private final Path data;

  private RunningFolder(Process process, Path data) {
    this.process = process;
    this.data = data;
  }

  /** Starts {@code probity up} in a folder below the parent; returns when all modules run. */
  static RunningFolder start(Path parent, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path app =
        Path.of(System.getProperty("probity.root", ".."))
            .resolve("local/target/quarkus-app/quarkus-run.jar");
    Path data = parent.resolve("data");
    // Other tests run beside this one; the usual ports are left to the demo.
    DataFolder.open(data, () -> Ports.anyFree(new Random())).close();
    Path out = parent.resolve("up.out");
    Path err = parent.resolve("up.err");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx384m"));
    command.addAll(List.of("-jar", app.toAbsolutePath().normalize().toString()));
    command.addAll(List.of("up", "--data", data.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    RunningFolder running = new RunningFolder(builder.start(), data);
    try {
      running.awaitStart(out, err);
      return running;
    } catch (IOException | InterruptedException | AssertionError failed) {
      running.close();
      throw failed;
    }
  }

  private void awaitStart(Path out, Path err) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!Files.readString(out).contains("pid ")) {
      assertFalse(process.waitFor(100, TimeUnit.MILLISECONDS), Files.readString(err));
      assertTrue(Instant.now().isBefore(deadline), Files.readString(err));
    }
  }

  /** The folder as a reader sees it. */
  DataFolder view() throws IOException {
    return DataFolder.view(data);
  }

  Path path() {
    return data;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "did not stop");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
