// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import dev.probity.trainer.mlflow.MlflowRun;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Chooses where runs are written down, and what happens when that place does not answer. */
public final class RunRegistries {
  private RunRegistries() {}

  /** The registry that the settings name. */
  public static RunRegistry of(MlflowSettings settings) {
    RunRegistry folder = new FileRunRegistry(settings.folder());
    URI url = settings.url();
    if (url == null) {
      return folder;
    }
    RunRegistry server =
        new RestRunRegistry(new MlflowHttp(url, settings.tokenFile(), settings.timeout()));
    return settings.continues() ? new Falling(server, folder) : server;
  }

  /** The policy to go on: what the server does not take goes to the folder, and that is said. */
  private record Falling(RunRegistry first, RunRegistry second) implements RunRegistry {
    private static final System.Logger LOG = System.getLogger(RunRegistries.class.getName());

    @Override
    public Entry register(MlflowRun run) throws RegistryOutageException {
      try {
        return first.register(run);
      } catch (RegistryOutageException down) {
        Entry entry = second.register(run);
        LOG.log(
            System.Logger.Level.WARNING,
            "MLflow does not answer; run {0} stands in {1} until mlflow migrate-filestore imports"
                + " it: {2}",
            run.id(),
            entry.where(),
            down.getMessage());
        return entry;
      }
    }

    @Override
    public @Nullable Integer alias(String model, String alias, @Nullable String digest)
        throws RegistryOutageException {
      try {
        return first.alias(model, alias, digest);
      } catch (RegistryOutageException down) {
        LOG.log(
            System.Logger.Level.WARNING,
            "MLflow does not answer; alias {0} of {1} is kept in the folder",
            alias,
            model);
        return second.alias(model, alias, digest);
      }
    }

    @Override
    public @Nullable Integer approved(String model, String digest, String person)
        throws RegistryOutageException {
      try {
        return first.approved(model, digest, person);
      } catch (RegistryOutageException down) {
        LOG.log(
            System.Logger.Level.WARNING,
            "MLflow does not answer; the approval of {0} {1} is kept in the folder",
            model,
            digest);
        return second.approved(model, digest, person);
      }
    }
  }
}
