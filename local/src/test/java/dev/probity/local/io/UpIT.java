// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application as users run it: a process with a data folder. */
class UpIT {
  @TempDir private Path folder;

  @Test
  void runsOncePerFolderAndStopsCleanly() throws Exception {
    // Given
    Path data = folder.resolve("data");
    try (ProbityProcess up = ProbityProcess.start(folder.resolve("up"), "up", "--data", data)) {
      up.awaitOut("pid ");
      Ports ports = DataFolder.portsOf(data);
      long database = Objects.requireNonNull(Postmaster.read(data.resolve("postgres"))).pid();

      // When
      ProbityProcess second = ProbityProcess.start(folder.resolve("second"), "up", "--data", data);

      // Then
      assertEquals(1, second.awaitExit());
      assertTrue(second.err().contains("in use by process " + up.pid()), second.err());
      assertTrue(health(ports).contains("\"status\": \"UP\""));

      // And
      Instant asked = Instant.now();
      up.terminate();
      assertEquals(143, up.awaitExit(), up.err());
      Duration took = Duration.between(asked, Instant.now());
      assertTrue(took.compareTo(Duration.ofSeconds(20)) < 0, "took " + took);
      assertFalse(ProcessHandle.of(database).map(ProcessHandle::isAlive).orElse(false));
      assertFalse(Files.exists(data.resolve("postgres").resolve(Postmaster.FILE)));
      assertTrue(DataFolder.inUseBy(data).isEmpty());
    }
  }

  @Test
  void startsAgainAfterItWasKilled() throws Exception {
    // Given
    Path data = folder.resolve("data");
    long orphan;
    try (ProbityProcess up = ProbityProcess.start(folder.resolve("up"), "up", "--data", data)) {
      up.awaitOut("pid ");
      orphan = Objects.requireNonNull(Postmaster.read(data.resolve("postgres"))).pid();
      up.kill();
    }
    assertTrue(ProcessHandle.of(orphan).map(ProcessHandle::isAlive).orElse(false));

    // When
    try (ProbityProcess again =
        ProbityProcess.start(folder.resolve("again"), "up", "--data", data)) {
      again.awaitOut("pid ");

      // Then
      assertFalse(ProcessHandle.of(orphan).map(ProcessHandle::isAlive).orElse(false));
      assertTrue(
          Files.readString(data.resolve("logs/probity.log")).contains("stopped orphan Postgres"));
      again.terminate();
      assertEquals(143, again.awaitExit(), again.err());
    }
  }

  private static String health(Ports ports) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + ports.http() + "/q/health");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
