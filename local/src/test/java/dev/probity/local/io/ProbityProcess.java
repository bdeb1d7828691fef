// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged command line in a process of its own, with its output in files. */
final class ProbityProcess implements Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Process process;
  private final Path out;
  private final Path err;

  private ProbityProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts a verb; its output goes to files whose names begin with {@code log}. */
  static ProbityProcess start(Path log, Object... arguments) throws IOException {
    Path app =
        Path.of(System.getProperty("probity.root", ".."))
            .resolve("local/target/quarkus-app/quarkus-run.jar");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx384m",
                "-jar",
                app.toAbsolutePath().normalize().toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path out = log.resolveSibling(log.getFileName() + ".out");
    Path err = log.resolveSibling(log.getFileName() + ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new ProbityProcess(process, out, err);
  }

  long pid() {
    return process.pid();
  }

  /** Returns when stdout holds the text. */
  void awaitOut(String text) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!out().contains(text)) {
      if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
        fail("ended with " + process.exitValue() + ":\n" + err());
      }
      if (Instant.now().isAfter(end)) {
        fail("printed no '" + text + "' within " + PATIENCE + ":\n" + err());
      }
    }
  }

  int awaitExit() throws IOException, InterruptedException {
    return awaitExit(PATIENCE);
  }

  int awaitExit(Duration patience) throws IOException, InterruptedException {
    if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
      fail("did not end within " + patience + ":\n" + err());
    }
    return process.exitValue();
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
