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
import dev.probity.trainer.run.RunLearning;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunTrial;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
      @Nullable RunRecord record)
      throws RegistryOutageException {
    MlflowRun run =
        MlflowRuns.of(
                trained,
                version,
                new MlflowRuns.Circumstances(request.requestId(), request.actor(), begun, ended),
                Map.of(),
                tags)
            .with(children(record));
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

  /** The trials of its search, and after them the learners it was compared with. */
  private static List<MlflowTrial> children(@Nullable RunRecord record) {
    List<MlflowTrial> children = new ArrayList<>();
    if (record != null) {
      record.trials().forEach(trial -> children.add(trial(trial)));
      for (RunLearning.Side side : record.learning().compared()) {
        children.add(learner(children.size() + 1, side));
      }
    }
    return children;
  }

  private static MlflowTrial learner(int number, RunLearning.Side side) {
    Map<String, String> params = new TreeMap<>();
    params.put("learner", side.learner().label() + " " + side.version());
    if (side.refusal() != null) {
      params.put("refusal", side.refusal());
    }
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("learner_trees", (double) side.trees());
    metrics.put("learner_seconds", side.seconds());
    side.figures()
        .forEach(
            (name, figure) -> {
              if (Double.isFinite(figure.value())) {
                metrics.put("val_" + MlflowRuns.metric(name), figure.value());
              }
            });
    return new MlflowTrial(number, params, metrics, Map.of(), side.learner().label());
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
