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
import java.util.concurrent.CountDownLatch;

/** An embedded server in a process of its own, so that a test can kill that process. */
final class SeparateServer {
  private static final String READY = "ready";

  private SeparateServer() {}

  /** Starts the broker elsewhere; returns when it takes requests. */
  static Process broker(Path folder, Ports ports) throws IOException {
    return start(
        folder.resolveSibling("separate.log"),
        "broker",
        folder.toString(),
        Integer.toString(ports.kafka()),
        Integer.toString(ports.controller()));
  }

  /** Starts Postgres elsewhere; returns when it takes connections. */
  static Process postgres(EmbeddedPostgres.Cluster cluster) throws IOException {
    return start(
        cluster.log().resolveSibling("separate.log"),
        "postgres",
        cluster.folder().toString(),
        Integer.toString(cluster.port()),
        cluster.passwordFile().toString(),
        cluster.log().toString(),
        cluster.binaries().toString());
  }

  private static Process start(Path log, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                SeparateServer.class.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    while (line != null && !line.equals(READY)) {
      line = out.readLine();
    }
    assertEquals(READY, line, Files.readString(log));
    return process;
  }

  /** Runs the named server until the process is killed. */
  public static void main(String... arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[1]);
    int port = Integer.parseInt(arguments[2]);
    if (arguments[0].equals("broker")) {
      EmbeddedBroker.start(folder, port, Integer.parseInt(arguments[3]));
    } else {
      EmbeddedPostgres.start(
          new EmbeddedPostgres.Cluster(
              folder, port, Path.of(arguments[3]), Path.of(arguments[4]), Path.of(arguments[5])));
    }
    System.out.println(READY);
    new CountDownLatch(1).await();
  }
}
