// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A packaged application in a process of its own, with its output in files. */
final class ProbityProcess implements Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int LAST_WORDS = 4_000;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

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
    return launch(app("local"), log, Map.of(), arguments);
  }

  /**
   * Starts the application of one module by itself.
   *
   * @param settings by configuration key
   */
  static ProbityProcess module(String module, Path log, Map<String, String> settings)
      throws IOException {
    return launch(app(module), log, settings);
  }

  /** The packaged application of a module; a partial build may have left it out. */
  static Path app(String module) {
    return Path.of(System.getProperty("probity.root", ".."))
        .resolve(module + "/target/quarkus-app/quarkus-run.jar")
        .toAbsolutePath()
        .normalize();
  }

  private static ProbityProcess launch(
      Path app, Path log, Map<String, String> settings, Object... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx384m"));
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-jar", app.toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path out = log.resolveSibling(log.getFileName() + ".out");
    Path err = log.resolveSibling(log.getFileName() + ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
            .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()))
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
      awaitABit(end, "printed no '" + text + "'");
    }
  }

  /** Returns when every readiness check of the process passes. */
  void awaitReady(int httpPort) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    String health = readiness(httpPort);
    while (!health.isEmpty()) {
      awaitABit(end, "was not ready, " + health);
      health = readiness(httpPort);
    }
  }

  private void awaitABit(Instant end, String what) throws IOException, InterruptedException {
    if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
      fail("ended with " + process.exitValue() + ":\n" + lastWords());
    }
    if (Instant.now().isAfter(end)) {
      fail(what + " within " + PATIENCE + ":\n" + lastWords());
    }
  }

  /** Why the process at this port is not ready; empty when it is. */
  static String readiness(int httpPort) throws InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + httpPort + "/q/health/ready");
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
    try {
      HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? "" : answer.body();
    } catch (IOException notYet) {
      return notYet.toString();
    }
  }

  private String lastWords() throws IOException {
    String all = out() + err();
    return all.substring(Math.max(0, all.length() - LAST_WORDS));
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

  /** SIGINT, what Ctrl-C sends. */
  void interrupt() throws IOException, InterruptedException {
    Signals.send("INT", pid());
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
