// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import dev.probity.topics.io.ConfigReader;
import dev.probity.topics.io.ModelRepository;
import dev.probity.topics.io.ModelStore;
import dev.probity.topics.io.ModelStoreKit;
import dev.probity.topics.io.ModelStoreSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Releases among the artefacts of a real MLflow server. */
class MlflowModelStorePeerIT extends ModelStoreKit {
  private static MlflowPython python;

  @TempDir private Path folder;
  private MlflowPython.Server server;

  @BeforeAll
  static void install() throws Exception {
    python = MlflowPython.only();
  }

  @BeforeEach
  void start() throws Exception {
    server = python.serve(folder);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  protected ModelStore holding(String digest, Map<String, byte[]> files) throws Exception {
    ModelRepository store =
        ConfigReader.parse(
                Map.of(
                    "probity.models.dir", folder.resolve("cache").toString(),
                    "probity.models.location", "mlflow-artifacts:/probity/releases",
                    "probity.mlflow.url", server.url()),
                ModelStoreSettings::read)
            .open();
    store.put(digest, files);
    return store;
  }
}
