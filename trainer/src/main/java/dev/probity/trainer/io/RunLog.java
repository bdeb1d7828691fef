// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.trainer.ReleaseHistory;
import dev.probity.trainer.TrainedModel;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.io.mlflow.MlflowSettings;
import dev.probity.trainer.io.mlflow.RegistryOutageException;
import dev.probity.trainer.io.mlflow.RunRegistries;
import dev.probity.trainer.io.mlflow.RunRegistry;
import dev.probity.trainer.mlflow.MlflowRun;
import dev.probity.trainer.mlflow.MlflowRuns;
import dev.probity.trainer.mlflow.MlflowTrial;
import dev.probity.trainer.run.RunTrial;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes trainings down for MLflow's users, before their releases are announced. */
final class RunLog {
  private static final System.Logger LOG = System.getLogger(RunLog.class.getName());

  private final RunRegistry registry;
  private final Map<String, String> tags;

  private RunLog(RunRegistry registry, Map<String, String> tags) {
    this.registry = registry;
    this.tags = Map.copyOf(tags);
  }

  static RunLog of(MlflowSettings settings) {
    return new RunLog(RunRegistries.of(settings), settings.tags());
  }

  /**
   * Writes a training down.
   *
   * @return how many files stand beside the run
   * @throws RegistryOutageException saying what does not answer and how to go on; no version then
   */
  int write(
      TrainedModel trained,
      String version,
      TrainingRequest request,
      Instant begun,
      Instant ended,
      List<RunTrial> trials)
      throws RegistryOutageException {
    MlflowRun run =
        MlflowRuns.of(
                trained,
                version,
                new MlflowRuns.Circumstances(request.requestId(), request.actor(), begun, ended),
                Map.of(),
                tags)
            .with(trials.stream().map(RunLog::trial).toList());
    try {
      registry.register(run);
      return run.artifacts().size();
    } catch (RegistryOutageException down) {
      throw new RegistryOutageException(
          down.getMessage()
              + "; nothing is registered\nMaybe bring it back, or set"
              + " probity.mlflow.on-outage=continue, and ask again: the same offsets and seed"
              + " give release "
              + trained.digest().hex(),
          down);
    }
  }

  private static MlflowTrial trial(RunTrial trial) {
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("search_rung", (double) trial.rung());
    metrics.put("search_trees", (double) trial.trees());
    metrics.put("search_nodes", (double) trial.nodes());
    metrics.put("search_cpu_seconds", trial.cpuSeconds());
    metrics.put("search_chosen", trial.chosen() ? 1.0 : 0.0);
    return new MlflowTrial(trial.trial(), trial.params(), metrics, trial.losses());
  }

  /** Points the alias at the champion; what fails here the next promotion makes good. */
  void champion(String model, String digest) {
    try {
      registry.alias(model, ReleaseHistory.CHAMPION, digest);
    } catch (RegistryOutageException down) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the release serves, but MLflow's alias does not point at it yet: {0}",
          down.getMessage());
    }
  }
}
