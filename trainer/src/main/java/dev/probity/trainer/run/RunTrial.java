// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.run;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A trial of a run's search, as far as it came.
 *
 * @param trial its number, from 1
 * @param params its parameters, by the learner's names
 * @param rung the last rung it reached
 * @param losses by rung: least log-loss on the validation rows
 * @param trees trees kept at its last rung
 * @param nodes of those trees
 * @param tableBytes what the tables of its explanations take; 0 when it is no finalist
 * @param standardError of its log-loss; 0 when it is no finalist
 * @param cpuSeconds CPU time of the training thread, all rungs
 * @param chosen whether it won
 */
public record RunTrial(
    int trial,
    Map<String, String> params,
    int rung,
    Map<Integer, Double> losses,
    int trees,
    int nodes,
    long tableBytes,
    double standardError,
    double cpuSeconds,
    boolean chosen) {
  /** Copies, sorted. */
  public RunTrial {
    params = Collections.unmodifiableMap(new TreeMap<>(params));
    losses = Collections.unmodifiableMap(new TreeMap<>(losses));
  }

  /** Log-loss at its last rung. */
  public double logLoss() {
    return losses.getOrDefault(rung, Double.NaN);
  }
}
