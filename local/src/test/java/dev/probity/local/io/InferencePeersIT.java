// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Open Inference door before the clients other people wrote: schemathesis with the official
 * OpenAPI file, tritonclient and the kserve client. Only with {@code --peers}.
 */
class InferencePeersIT {
  private static final List<String> PACKAGES =
      List.of("tritonclient[http,grpc]==2.73.0", "kserve==0.21.0", "schemathesis==4.32.5");
  private static final String PYTHON = System.getProperty("probity.python", "python3");
  private static final long PATIENCE_MINUTES = 8;

  @TempDir private Path folder;

  @Test
  void allThreeClientsAreServed() throws Exception {
    // Given
    assumeTrue(Boolean.getBoolean("probity.peers"), "only with --peers");
    Path bin = environment();
    Path script = copy("clients.py");
    copy("schemathesis.toml");
    Path schema = folder.resolve("schema.yaml");
    String official = Files.readString(copy("open_inference_rest.yaml"));
    // The file writes its paths with a literal $, which no generator of requests takes.
    Files.writeString(schema, official.replace("${", "{"));
    try (InferenceServer server = InferenceServer.start(folder, 2, Map.of())) {
      String host = "127.0.0.1:" + server.ports().http();

      // Then
      for (String client : List.of("triton-http", "triton-grpc", "kserve")) {
        String[] asks = {
          bin.resolve("python").toString(),
          script.toString(),
          client,
          host,
          "probity-acs-salary",
          "v1"
        };
        assertEquals(0, run(client, asks), report(client));
      }
      String[] generated = {
        bin.resolve("schemathesis").toString(),
        "--config-file",
        folder.resolve("schemathesis.toml").toString(),
        "run",
        schema.toString(),
        "--url",
        "http://" + host,
        "--checks",
        "all",
        "--seed",
        "1",
        "--max-examples",
        "30",
        "--no-color"
      };
      assertEquals(0, run("schemathesis", generated), report("schemathesis"));
      assertTrue(report("schemathesis").contains("6"), report("schemathesis"));
    }
  }

  /** A Python environment with the clients; the test is skipped by name where it cannot be had. */
  private Path environment() throws Exception {
    Path venv = folder.resolve("venv");
    assumeTrue(
        run("venv", PYTHON, "-m", "venv", venv.toString()) == 0,
        "no Python with venv: " + PYTHON + "; maybe name one with -Dprobity.python");
    String[] install = {venv.resolve("bin/python").toString(), "-m", "pip", "install", "-q"};
    String[] command = java.util.Arrays.copyOf(install, install.length + PACKAGES.size());
    for (int i = 0; i < PACKAGES.size(); i++) {
      command[install.length + i] = PACKAGES.get(i);
    }
    assumeTrue(run("pip", command) == 0, "cannot install " + PACKAGES + ": " + report("pip"));
    return venv.resolve("bin");
  }

  private Path copy(String name) throws IOException {
    Path file = folder.resolve(name);
    String resource = "/openinference/" + name;
    try (InputStream in =
        Objects.requireNonNull(InferencePeersIT.class.getResourceAsStream(resource))) {
      Files.copy(in, file);
    }
    return file;
  }

  private int run(String name, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".txt").toFile());
    Process process;
    try {
      process = builder.start();
    } catch (IOException absent) {
      return -1;
    }
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return -2;
    }
    System.out.printf("%s:%n%s%n", name, tail(report(name)));
    return process.exitValue();
  }

  private String report(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".txt"));
  }

  private static String tail(String report) {
    List<String> lines = report.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }
}
