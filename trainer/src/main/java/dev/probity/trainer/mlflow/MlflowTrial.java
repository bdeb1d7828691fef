// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.mlflow;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A trial of a training's search, or a learner it was compared with, as MLflow keeps it: a run that
 * names the training as its parent.
 *
 * @param number of the trial, from 1
 * @param params its parameters
 * @param metrics figures of its end
 * @param losses log-loss on the validation rows by rung; the rung is the metric's step
 * @param learner the learner that was compared, instead of a trial; null for a trial
 */
public record MlflowTrial(
    int number,
    Map<String, String> params,
    Map<String, Double> metrics,
    Map<Integer, Double> losses,
    @Nullable String learner) {
  /** Tag of a run that belongs to another. */
  public static final String PARENT = "mlflow.parentRunId";

  /** The metric whose steps are rungs. */
  public static final String LOSS = "search_log_loss";

  /** Copies, sorted. */
  public MlflowTrial {
    params = Collections.unmodifiableMap(new TreeMap<>(params));
    metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    losses = Collections.unmodifiableMap(new TreeMap<>(losses));
  }

  /** A trial of a search. */
  public MlflowTrial(
      int number,
      Map<String, String> params,
      Map<String, Double> metrics,
      Map<Integer, Double> losses) {
    this(number, params, metrics, losses, null);
  }

  /** What people see it as. */
  public String name() {
    return learner == null ? "trial " + number : "learner " + learner;
  }

  /**
   * Its tags.
   *
   * @param parent id of the training's run in the same registry
   */
  public Map<String, String> tags(String parent) {
    String kind = learner == null ? "probity.trial" : "probity.learner";
    String value = learner == null ? Integer.toString(number) : learner;
    return Map.of(PARENT, parent, "mlflow.runName", name(), kind, value);
  }
}
