// SPDX-License-Identifier: Apache-2.0
package dev.probity.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The Java client is what the OpenAPI document says; {@code -Dupdate} writes it anew. */
class JavaClientTest {
  private static final Path DOCUMENT =
      Sources.ROOT.resolve("ingest/src/main/resources/META-INF/openapi.yaml");
  private static final Path CLIENT =
      Sources.ROOT.resolve("docs/clients/java/dev/probity/client/ProbityClient.java");

  @Test
  void theCommittedClientIsTheGeneratedOne() throws IOException, FormatterException {
    String generated = client(Files.readString(DOCUMENT));
    if (System.getProperty("update") != null) {
      Files.writeString(CLIENT, generated);
    }
    assertEquals(generated, Files.readString(CLIENT), "Maybe run the test again with -Dupdate");
  }

  @Test
  void anotherDocumentIsAnotherClient() throws IOException, FormatterException {
    String document = Files.readString(DOCUMENT);
    String client = client(document);
    assertNotEquals(client, client(document.replace("observeOutcome", "sendOutcome")));
    assertTrue(client.contains("Accepted observeOutcome(Outcome body, String idempotencyKey)"));
    assertTrue(client.contains("Stream<BatchProgress> watchBatch(String id)"), client);
  }

  private static String client(String yaml) throws FormatterException {
    Map<?, ?> document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    Formatter formatter = new Formatter();
    // The first pass breaks lines, the second one settles the Javadoc in them.
    return formatter.formatSource(formatter.formatSource(JavaClient.of(document)));
  }
}
