// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.local.io.cli.ProbityCommand;
import dev.probity.topics.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker, topics and database of a data folder, and the verbs that need no more than these. */
class LocalServicesIT {
  @TempDir private Path parent;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void makesTheTopicsOnceAndTakesAFileIn() throws Exception {
    // Given
    try (DataFolder data = open();
        LocalServices services = LocalServices.start(data)) {
      Map<String, String> settings = services.settings();
      String servers = settings.get("kafka.bootstrap.servers");
      Path rows = parent.resolve("rows.csv");
      Files.writeString(
          rows,
          """
          id,CIT,COW,INDP,OCCP,HICOV,WKWN,WKHP,AGEP,SCHL,SEX,RAC1P,WAGP
          a,1,1,170,10,1,52,40,45,21,1,1,52000
          b,1,1,170,10,1,52,40,-5,21,1,1,52000
          """);

      // When
      int planned = run("topics", "plan", "--data", data.path().toString());
      int applied = run("topics", "apply", "--json", "--data", data.path().toString());
      int taken = run("ingest", rows.toString(), "--bootstrap-servers", servers, "--json", "-q");

      // Then
      assertEquals(0, planned, err());
      assertEquals(0, applied, err());
      assertEquals(3, taken, err());
      assertTrue(out().startsWith("all topics are as declared\n"), out());
      assertTrue(out().contains("\"accepted\":1,\"outcomes\":1,\"rejected\":1"), out());
      try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", servers))) {
        Set<String> declared =
            Topics.all().stream().map(topic -> topic.name()).collect(Collectors.toSet());
        assertEquals(declared, admin.listTopics().names().get());
      }
      assertTrue(
          settings.get("probity.pg.url").endsWith(":" + data.ports().postgres() + "/probity"));
    }
  }

  @Test
  void aVerbThatNeedsARunningFolderSaysHowToStartIt() throws Exception {
    // Given
    open().close();

    // When
    int exit = run("topics", "plan", "--data", parent.resolve("data").toString());

    // Then
    assertEquals(1, exit);
    assertTrue(err().contains("nothing runs in "), err());
    assertTrue(err().contains("probity up --data "), err());
  }

  @Test
  void aBrokerThatDoesNotStartLeavesNoDatabaseBehind() throws Exception {
    // Given
    try (DataFolder data = open()) {
      Files.createDirectories(data.kafka());
      Files.writeString(data.kafka().resolve("meta.properties"), "version=1\n");
      Files.writeString(data.kafka().resolve("probity-metadata-version"), "999\n");

      // When
      assertThrows(RefusedStartException.class, () -> LocalServices.start(data));

      // Then
      assertEquals(null, Postmaster.read(data.postgres()));
      assertTrue(Ports.isFree(data.ports().postgres()));
    }
  }

  private DataFolder open() throws IOException {
    return DataFolder.open(parent.resolve("data"), () -> Ports.anyFree(new Random()));
  }

  private int run(String... arguments) {
    return ProbityCommand.line(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .execute(arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
