// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An embedded server in a process of its own, so that a test can kill that process. */
final class SeparateServer {
  private static final String READY = "ready";

  private SeparateServer() {}

  /** Starts one node of a cluster elsewhere; it does not take requests yet. */
  static Process node(Path folder, int port, EmbeddedBroker.Node node) throws IOException {
    return launch(
        log(folder),
        "broker",
        folder.toString(),
        Integer.toString(port),
        Integer.toString(node.id()),
        node.clusterId(),
        node.controllerPorts().stream().map(String::valueOf).collect(Collectors.joining(",")));
  }

  private static Path log(Path folder) {
    return folder.resolveSibling(folder.getFileName() + "-separate.log");
  }

  /** Starts Postgres elsewhere; returns when it takes connections. */
  static Process postgres(EmbeddedPostgres.Cluster cluster) throws IOException {
    Process process =
        launch(
            log(cluster.folder()),
            "postgres",
            cluster.folder().toString(),
            Integer.toString(cluster.port()),
            cluster.passwordFile().toString(),
            cluster.log().toString(),
            cluster.binaries().toString());
    return ready(process, cluster.folder());
  }

  private static Process launch(Path log, String... arguments) throws IOException {
    return java(SeparateServer.class, List.of(arguments))
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** A process of its own for a class with a main method, on this process's class path. */
  static ProcessBuilder java(Class<?> main, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  /** As arguments: one setting each. */
  static List<String> arguments(Map<String, String> settings) {
    return settings.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList();
  }

  /** What {@link #arguments} wrote. */
  static Map<String, String> settings(String... arguments) {
    return Stream.of(arguments)
        .map(argument -> argument.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  /** Returns when the server in this process takes requests. */
  static Process ready(Process process, Path folder) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    while (line != null && !line.equals(READY)) {
      line = out.readLine();
    }
    assertEquals(READY, line, Files.readString(log(folder)));
    return process;
  }

  /** Runs the named server until the process is killed. */
  public static void main(String... arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[1]);
    int port = Integer.parseInt(arguments[2]);
    if (arguments[0].equals("broker")) {
      List<Integer> ports = Stream.of(arguments[5].split(",", -1)).map(Integer::parseInt).toList();
      EmbeddedBroker.start(
          folder,
          port,
          new EmbeddedBroker.Node(Integer.parseInt(arguments[3]), arguments[4], ports));
    } else {
      EmbeddedPostgres.start(
          new EmbeddedPostgres.Cluster(
              folder, port, Path.of(arguments[3]), Path.of(arguments[4]), Path.of(arguments[5])));
    }
    System.out.println(READY);
    new CountDownLatch(1).await();
  }
}
