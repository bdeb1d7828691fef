// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import dev.probity.topics.io.ConfigReader;
import dev.probity.topics.io.ModelRepository;
import dev.probity.topics.io.ModelStore;
import dev.probity.topics.io.ModelStoreKit;
import dev.probity.topics.io.ModelStoreSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Releases among the artefacts of a real MLflow server. */
class MlflowModelStorePeerIT extends ModelStoreKit {
  @RegisterExtension static final ServedMlflow MLFLOW = new ServedMlflow();

  @TempDir private Path folder;

  @BeforeEach
  void start() throws Exception {
    MLFLOW.start(folder);
  }

  @Override
  protected ModelStore holding(String digest, Map<String, byte[]> files) throws Exception {
    ModelRepository store =
        ConfigReader.parse(
                Map.of(
                    "probity.models.dir", folder.resolve("cache").toString(),
                    "probity.models.location", "mlflow-artifacts:/probity/releases",
                    "probity.mlflow.url", MLFLOW.url()),
                ModelStoreSettings::read)
            .open();
    store.put(digest, files);
    return store;
  }
}
