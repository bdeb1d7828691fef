// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

/** Mean squared error of probabilities. */
public final class Brier {
  private Brier() {}

  /**
   * Σ w (p − y)² / Σ w. Probabilities .8 for a positive and .3 for a negative give (.04 + .09)/2 =
   * .065. Source: Brier (1950), Verification of forecasts expressed in terms of probability.
   *
   * @param rows scores are probabilities
   * @return a value in [0, 1]
   */
  public static double of(ScoredRows rows) {
    rows.requireProbabilities();
    double sum = 0;
    for (int i = 0; i < rows.size(); i++) {
      double error = rows.score(i) - (rows.label(i) ? 1 : 0);
      sum += rows.weight(i) * error * error;
    }
    return sum / rows.totalWeight();
  }
}
