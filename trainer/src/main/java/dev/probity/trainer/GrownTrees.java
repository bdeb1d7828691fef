// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Ensemble;
import java.util.List;
import java.util.Objects;

/**
 * What a learner returns.
 *
 * @param ensemble the trees
 * @param validationLogLoss log-loss on the validation rows after each tree that was grown, also
 *     after those cut off again; empty when there were none
 */
public record GrownTrees(Ensemble ensemble, List<Double> validationLogLoss) {
  /** Copies. */
  public GrownTrees {
    Objects.requireNonNull(ensemble, "ensemble");
    validationLogLoss = List.copyOf(validationLogLoss);
  }

  /** Number of trees kept. */
  public int trees() {
    return ensemble.trees().size();
  }
}
