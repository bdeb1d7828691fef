// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.util.List;

/**
 * Trees that can be grown further. Stopping and continuing gives the same bytes as one growth, also
 * when others are grown in between.
 */
public interface Growth extends AutoCloseable {
  /**
   * Grows until there are so many trees, or until the validation log-loss has not improved for
   * {@link Boosting#patience} trees; then nothing is added any more.
   */
  void growTo(int trees);

  /** Log-loss on the validation rows after each tree grown so far. */
  List<Double> validationLogLoss();

  /** The trees, cut back to the least log-loss so far. */
  GrownTrees best();

  /** Lets go of the trees. */
  @Override
  void close();
}
