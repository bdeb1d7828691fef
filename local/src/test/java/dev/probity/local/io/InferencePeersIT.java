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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Open Inference door before the clients other people wrote: schemathesis with the official
 * OpenAPI file, tritonclient and the kserve client. Only with {@code --peers}.
 */
class InferencePeersIT {
  private static final List<String> PACKAGES =
      List.of("tritonclient[http,grpc]==2.73.0", "kserve==0.21.0", "schemathesis==4.32.5");

  @TempDir private Path folder;

  @Test
  void allThreeClientsAreServed() throws Exception {
    // Given
    assumeTrue(Boolean.getBoolean("probity.peers"), "only with --peers");
    PythonVenv python = PythonVenv.with(folder, PACKAGES);
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
          python.program("python"), script.toString(), client, host, "probity-acs-salary", "v1"
        };
        assertEquals(0, python.run(client, List.of(asks)), python.report(client));
      }
      String[] generated = {
        python.program("schemathesis"),
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
      assertEquals(
          0, python.run("schemathesis", List.of(generated)), python.report("schemathesis"));
      assertTrue(python.report("schemathesis").contains("6"), python.report("schemathesis"));
    }
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
}
