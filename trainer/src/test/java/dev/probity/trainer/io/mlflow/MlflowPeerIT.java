// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The kit before a real MLflow server of its own, a fresh one for each test. */
class MlflowPeerIT extends RunRegistryKit {
  @RegisterExtension static final ServedMlflow MLFLOW = new ServedMlflow();

  @TempDir private Path folder;

  @BeforeEach
  void start() throws Exception {
    MLFLOW.start(folder);
  }

  @Override
  RunRegistry registry() {
    return new RestRunRegistry(
        new MlflowHttp(URI.create(MLFLOW.url()), null, Duration.ofSeconds(30)));
  }

  @Override
  Seen seen(RunRegistry.Entry entry) throws Exception {
    return MLFLOW.view().seen(entry);
  }

  @Override
  @Nullable Integer aliased(String alias) throws Exception {
    return MLFLOW.view().aliased(alias);
  }

  @Override
  int versions() throws Exception {
    return MLFLOW.view().versions();
  }

  @Override
  Map<String, String> trials(String parent) throws Exception {
    return MLFLOW.view().trials(parent);
  }

  @Override
  int runs() throws Exception {
    return MLFLOW.view().runs();
  }

  @Test
  void folderIsImportedWhole() throws Exception {
    // Given
    RunRegistry files = new FileRunRegistry(folder.resolve("files"));
    RunRegistry.Entry entry = files.register(run("a", "1", "v1"));
    files.register(run("b", "2", "v2"));
    files.alias(MODEL, "champion", "2".repeat(64));
    // When
    String said =
        MLFLOW.python().migrate(folder.resolve("files/mlruns"), folder.resolve("imported.db"));
    MLFLOW.restart(folder.resolve("imported.db"), folder);
    // Then
    assertTrue(said.contains("2"), said);
    assertEquals(2, runs());
    assertEquals(2, versions());
    assertEquals(2, aliased("champion"));
    assertEquals("FINISHED", MLFLOW.view().statusAndDataset(entry.runId(), "kit"));
  }
}
