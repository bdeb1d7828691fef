// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.mlflow;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A trial of a training's search, as MLflow keeps it: a run that names the training as its parent.
 *
 * @param number of the trial, from 1
 * @param params its parameters
 * @param metrics figures of its end
 * @param losses log-loss on the validation rows by rung; the rung is the metric's step
 */
public record MlflowTrial(
    int number,
    Map<String, String> params,
    Map<String, Double> metrics,
    Map<Integer, Double> losses) {
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

  /** What people see it as. */
  public String name() {
    return "trial " + number;
  }

  /**
   * Its tags.
   *
   * @param parent id of the training's run in the same registry
   */
  public Map<String, String> tags(String parent) {
    return Map.of(
        PARENT, parent, "mlflow.runName", name(), "probity.trial", Integer.toString(number));
  }
}
