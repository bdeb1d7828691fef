// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The front door before schemathesis, which makes requests of its OpenAPI document and holds every
 * answer against it. Only with {@code --peers}.
 */
class FrontDoorPeersIT {
  private static final List<String> PACKAGES = List.of("schemathesis==4.32.5");
  private static final String DOCUMENT = "ingest/src/main/resources/META-INF/openapi.yaml";
  private static final Pattern TOKEN = Pattern.compile("\\{([a-z]+-[12])}");

  @TempDir private Path folder;

  @Test
  void everyAnswerIsOneOfTheDocument() throws Exception {
    // Given
    assumeTrue(Boolean.getBoolean("probity.peers"), "only with --peers");
    PythonVenv python = PythonVenv.with(folder, PACKAGES);
    Path document = DocsExample.FOLDER.getParent().getParent().resolve(DOCUMENT);
    try (InferenceServer server = InferenceServer.start(folder, 1, Map.of())) {
      Path config = Files.writeString(folder.resolve("schemathesis.toml"), config(server.tokens()));

      // When
      List<String> run =
          List.of(
              python.program("schemathesis"),
              "--config-file",
              config.toString(),
              "run",
              document.toString(),
              "--url",
              "http://127.0.0.1:" + server.ports().http(),
              "--checks",
              "all",
              "--seed",
              "1",
              "--max-examples",
              "30",
              "--no-color");

      // Then
      assertEquals(0, python.run("schemathesis", run), python.report("schemathesis"));
    }
  }

  private static String config(Path tokens) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(
            FrontDoorPeersIT.class.getResourceAsStream("/frontdoor/schemathesis.toml"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (MatchResult one : TOKEN.matcher(text).results().toList()) {
        Path token = tokens.resolve(one.group(1) + ".jwt");
        text = text.replace(one.group(), Files.readString(token).strip());
      }
      return text;
    }
  }
}
