// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A packaged application in a process of its own, with its output in files. */
final class ProbityProcess implements Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int LAST_WORDS = 4_000;
  private static final ObjectMapper JSON = new ObjectMapper();
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
    return start(log, Map.of(), arguments);
  }

  /** The same with settings that win over those of the application, by configuration key. */
  static ProbityProcess start(Path log, Map<String, String> settings, Object... arguments)
      throws IOException {
    return launch(app("local"), log, settings, arguments);
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

  /** The packaged application of a module. */
  private static Path app(String module) {
    return target(module).resolve("quarkus-app/quarkus-run.jar");
  }

  private static Path target(String module) {
    return Path.of(System.getProperty("probity.root", ".."))
        .resolve(module + "/target")
        .toAbsolutePath()
        .normalize();
  }

  /** Whether the application is there and not older than what it is made of. */
  static boolean isPackaged(String module) throws IOException {
    if (!Files.exists(app(module))) {
      return false;
    }
    FileTime packaged = Files.getLastModifiedTime(app(module));
    // Modules that do not stand on each other are built in any order.
    Path libraries = app(module).resolveSibling("lib").resolve("main");
    List<String> parts = new ArrayList<>(List.of(module));
    for (String library : List.of("topics", "model")) {
      try (DirectoryStream<Path> own =
          Files.newDirectoryStream(libraries, "dev.probity." + library + "-*.jar")) {
        own.forEach(used -> parts.add(library));
      }
    }
    for (String part : parts) {
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(target(part), part + "*.jar")) {
        for (Path jar : jars) {
          if (!jar.toString().contains("-tests")
              && Files.getLastModifiedTime(jar).compareTo(packaged) > 0) {
            return false;
          }
        }
      }
    }
    return true;
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
    awaitReady(httpPort, Set.of());
  }

  /** The same, but for some checks. */
  void awaitReady(int httpPort, Set<String> butFor) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    List<String> down = notReady(httpPort);
    while (!butFor.containsAll(down)) {
      awaitABit(end, "was not ready, " + down);
      down = notReady(httpPort);
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

  /** The names of the readiness checks that do not pass; empty when the process is ready. */
  static List<String> notReady(int httpPort) throws InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + httpPort + "/q/health/ready");
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
    try {
      HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      List<String> down = new ArrayList<>();
      for (JsonNode check : JSON.readTree(answer.body()).path("checks")) {
        if (!check.path("status").asText().equals("UP")) {
          down.add(check.path("name").asText());
        }
      }
      return down.isEmpty() && answer.statusCode() != 200 ? List.of("the process") : down;
    } catch (IOException notYet) {
      return List.of("the process: " + notYet);
    }
  }

  /** Whether the process answers that it lives. */
  static boolean isAlive(int httpPort) throws InterruptedException {
    HttpResponse<String> answer = get(httpPort, "/q/health/live");
    return answer != null && answer.statusCode() == 200;
  }

  /** The sum of a metric over all its labels; 0 when there is none or nobody answers. */
  static double metric(int httpPort, String name) throws InterruptedException {
    HttpResponse<String> answer = get(httpPort, "/q/metrics");
    return answer == null
        ? 0
        : answer
            .body()
            .lines()
            .filter(line -> line.matches(name + "(\\{.*\\})? .*"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
  }

  private static @Nullable HttpResponse<String> get(int httpPort, String path)
      throws InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + httpPort + path);
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException notThere) {
      return null;
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
