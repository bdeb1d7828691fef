// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import dev.probity.trainer.mlflow.MlflowRun;
import dev.probity.trainer.mlflow.ReleaseMirror;
import java.util.Map;
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
   * Says who approved a release, in the tag {@code probity.approval} of its version.
   *
   * @param model the registered model
   * @param digest the release
   * @param person who approved it
   * @return its version; null when the release is no version here
   * @throws RegistryOutageException when the registry does not answer
   */
  @Nullable Integer approved(String model, String digest, String person)
      throws RegistryOutageException;

  /**
   * Shows what the models topic is about to be told.
   *
   * @return whether the release is a version here; if not there is nothing to point at
   * @throws RegistryOutageException when the registry does not answer; tell the topic nothing then,
   *     and do all of it again later
   */
  default boolean show(ReleaseMirror mirror) throws RegistryOutageException {
    boolean known = true;
    for (Map.Entry<String, @Nullable String> one : mirror.aliases().entrySet()) {
      Integer version = alias(mirror.model(), one.getKey(), one.getValue());
      known &= version != null || one.getValue() == null;
    }
    String person = mirror.approvedBy();
    if (person != null) {
      known &= approved(mirror.model(), mirror.digest(), person) != null;
    }
    return known;
  }

  /**
   * Where a run stands.
   *
   * @param where the registry's address
   * @param runId id of the run
   * @param version MLflow's number of the model version
   */
  record Entry(String where, String runId, int version) {}
}
