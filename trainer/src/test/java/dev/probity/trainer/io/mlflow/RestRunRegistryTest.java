// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.trainer.mlflow.MlflowRun;
import dev.probity.trainer.mlflow.MlflowTrial;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestRunRegistryTest extends RunRegistryKit {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_CALLS = 40;

  @TempDir private Path folder;
  private MlflowDouble server;

  @BeforeEach
  void start() throws IOException {
    server = new MlflowDouble();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  RunRegistry registry() {
    return new RestRunRegistry(new MlflowHttp(URI.create(server.url()), null, PATIENCE));
  }

  @Override
  Seen seen(RunRegistry.Entry entry) throws Exception {
    return new RestView(server.url()).seen(entry);
  }

  @Override
  @Nullable Integer aliased(String alias) throws Exception {
    return new RestView(server.url()).aliased(alias);
  }

  @Override
  int versions() throws Exception {
    return new RestView(server.url()).versions();
  }

  @Override
  Map<String, String> trials(String parent) throws Exception {
    return new RestView(server.url()).trials(parent);
  }

  @Override
  int runs() throws Exception {
    return new RestView(server.url()).runs();
  }

  @Test
  void serverThatFailsAtAnyCallLeavesNoVersionAndTheNextAttemptOne() throws Exception {
    int failed = 0;
    for (int call = 1; call < MOST_CALLS; call++) {
      try (MlflowDouble down = new MlflowDouble()) {
        // Given
        RunRegistry registry =
            new RestRunRegistry(new MlflowHttp(URI.create(down.url()), null, PATIENCE));
        down.failFrom(call);
        try {
          registry.register(searched());
        } catch (RegistryOutageException outage) {
          // Then
          failed++;
          assertTrue(String.valueOf(outage.getMessage()).contains(down.url()), outage.toString());
          assertEquals(0, down.versions(), "half-registered when call " + call + " failed");
        }
        boolean all = !down.hasFailed();
        down.failFrom(Integer.MAX_VALUE);
        assertEquals(1, registry.register(searched()).version());
        assertEquals(1, down.versions());
        assertEquals(3, down.finishedRuns(), "after call " + call + " failed");
        assertEquals(3, new RestView(down.url()).runs(), "after call " + call + " failed");
        if (all) {
          assertTrue(failed >= 10, "only " + failed + " calls were made to fail");
          return;
        }
      }
    }
    throw new AssertionError("a registration takes more than " + MOST_CALLS + " calls");
  }

  private static MlflowRun searched() {
    MlflowTrial first = new MlflowTrial(1, Map.of("eta", "0.1"), Map.of(), Map.of(1, .5));
    MlflowTrial second = new MlflowTrial(2, Map.of("eta", "0.2"), Map.of(), Map.of(1, .4));
    return run("a", "1", "v1").with(List.of(first, second));
  }

  @Test
  void serverThatIsAwayIsNamed() {
    // Given
    server.close();
    // When
    String said =
        assertThrows(RegistryOutageException.class, () -> registry().register(run("a", "1", "v1")))
            .getMessage();
    // Then
    assertTrue(said.startsWith("MLflow at " + server.url() + " does not answer"), said);
  }

  @Test
  void policyToGoOnWritesIntoTheFolder() throws Exception {
    // Given
    server.close();
    MlflowSettings settings =
        new MlflowSettings(URI.create(server.url()), folder, null, PATIENCE, true, null);
    // When
    RunRegistry.Entry entry = RunRegistries.of(settings).register(run("a", "1", "v1"));
    // Then
    assertEquals(folder.resolve("mlruns").toAbsolutePath().toString(), entry.where());
    assertTrue(Files.isDirectory(folder.resolve("mlruns/models/" + MODEL + "/version-1")));
    assertEquals(1, RunRegistries.of(settings).alias(MODEL, "champion", "1".repeat(64)));
  }

  @Test
  void tokenThatCannotBeReadIsNamedByItsFile() {
    // Given
    Path token = folder.resolve("token");
    RunRegistry registry =
        new RestRunRegistry(new MlflowHttp(URI.create(server.url()), token, PATIENCE));
    // When
    String said =
        assertThrows(RegistryOutageException.class, () -> registry.register(run("a", "1", "v1")))
            .getMessage();
    // Then
    assertTrue(said.contains(token.toString()), said);
  }
}
