// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

/** Mean negative log-likelihood of probabilities. */
public final class LogLoss {
  /** Probabilities are cut to [CLIP, 1 − CLIP] first, so that one certain error is not infinite. */
  public static final double CLIP = 1e-15;

  private LogLoss() {}

  /**
   * −Σ w (y ln p + (1−y) ln(1−p)) / Σ w, with p cut to [1e-15, 1 − 1e-15]. Probability .8 for a
   * positive and .3 for a negative give (.22314 + .35667)/2 = .28991. Source: Good (1952), Rational
   * decisions.
   *
   * @param rows scores are probabilities
   * @return a value of at least 0
   */
  public static double of(ScoredRows rows) {
    rows.requireProbabilities();
    double sum = 0;
    for (int i = 0; i < rows.size(); i++) {
      double p = Math.min(1 - CLIP, Math.max(CLIP, rows.score(i)));
      sum -= rows.weight(i) * StrictMath.log(rows.label(i) ? p : 1 - p);
    }
    return sum / rows.totalWeight();
  }
}
