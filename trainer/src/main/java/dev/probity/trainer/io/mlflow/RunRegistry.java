// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import dev.probity.trainer.mlflow.MlflowRun;
import org.jspecify.annotations.Nullable;

/**
 * Where trainings are written down for MLflow's users. It mirrors the models topic, which is the
 * authority: what stands here decides nothing. Every act may be repeated without doing more.
 */
public interface RunRegistry {
  /**
   * Writes a run down and makes it a version of its registered model; a release that is a version
   * already stays that version. The version appears last: nothing is half-registered.
   *
   * @throws RegistryOutageException when the registry does not answer; then there is no version
   */
  Entry register(MlflowRun run) throws RegistryOutageException;

  /**
   * Points an alias at a release.
   *
   * @param model the registered model
   * @param alias champion or challenger
   * @param digest the release; null takes the alias away
   * @return the version it points at now; null when the release is no version here, or none is
   *     meant
   * @throws RegistryOutageException when the registry does not answer
   */
  @Nullable Integer alias(String model, String alias, @Nullable String digest)
      throws RegistryOutageException;

  /**
   * Where a run stands.
   *
   * @param where the registry's address
   * @param runId id of the run
   * @param version MLflow's number of the model version
   */
  record Entry(String where, String runId, int version) {}
}
