// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.search;

import java.util.Comparator;
import java.util.List;

/**
 * A trial that grew to the end of its budget.
 *
 * @param trial its number
 * @param logLoss mean log-loss on the validation rows, by our own scorer
 * @param standardError of that mean: the standard deviation of the rows' losses over √n
 * @param tableBytes what the look-up tables of its explanations take
 * @param nodes of its trees
 * @param chosen whether it won
 */
public record Finalist(
    int trial, double logLoss, double standardError, long tableBytes, int nodes, boolean chosen) {

  /**
   * The choice: of those whose log-loss is within one standard error of the least, the one with the
   * smallest tables; then the lesser log-loss, fewer nodes, the earlier trial. Losses .340 ± .005
   * and .344 with tables of 9 and 3 MB give the second. Source: Breiman et al. (1984),
   * Classification and regression trees, §3.4.3, the 1 SE rule.
   */
  public static Finalist choose(List<Finalist> finalists) {
    Finalist best = finalists.stream().min(byLoss()).orElseThrow();
    double most = best.logLoss + best.standardError;
    Finalist won =
        finalists.stream()
            .filter(finalist -> finalist.logLoss <= most)
            .min(Comparator.comparingLong(Finalist::tableBytes).thenComparing(byLoss()))
            .orElseThrow();
    return new Finalist(won.trial, won.logLoss, won.standardError, won.tableBytes, won.nodes, true);
  }

  private static Comparator<Finalist> byLoss() {
    return Comparator.comparingDouble(Finalist::logLoss)
        .thenComparingInt(Finalist::nodes)
        .thenComparingInt(Finalist::trial);
  }
}
