// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.search;

import java.util.ArrayList;
import java.util.List;

/**
 * Successive halving with η = 3 and three rungs: all trials grow a ninth of their trees, the better
 * third of them goes on to a third, the better third of those grows to the end. 27 trials are 27, 9
 * and 3. Source: Jamieson and Talwalkar (2016), Non-stochastic best arm identification and
 * hyperparameter optimization.
 *
 * @param trials number of trials, 1 to 243
 */
public record Halving(int trials) {
  /** Trials of a search that does not say otherwise. */
  public static final int TRIALS = 27;

  /** The most trials there may be. */
  public static final int MOST_TRIALS = 243;

  private static final int ETA = 3;
  private static final int RUNGS = 3;

  /**
   * One stage of the search.
   *
   * @param number of the rung, from 1
   * @param trials how many reach it
   * @param part its share of the trees is one in so many
   */
  public record Rung(int number, int trials, int part) {
    /** How many trees of a trial's budget are grown when this rung is over, rounded up. */
    public int trees(int budget) {
      return Math.ceilDiv(budget, part);
    }
  }

  /** Checks the range. */
  public Halving {
    if (trials < 1 || trials > MOST_TRIALS) {
      throw new IllegalArgumentException(
          "a search has 1 to " + MOST_TRIALS + " trials, not " + trials);
    }
  }

  /** The rungs, the lowest first; at least one trial reaches each. */
  public List<Rung> rungs() {
    List<Rung> rungs = new ArrayList<>();
    int left = trials;
    int part = (int) Math.pow(ETA, RUNGS - 1);
    for (int number = 1; number <= RUNGS; number++) {
      rungs.add(new Rung(number, left, part));
      left = Math.max(1, left / ETA);
      part /= ETA;
    }
    return rungs;
  }
}
