// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import dev.probity.model.Ensemble;

/**
 * Contributions as people read them: shares of a probability. Only log-odds are exact; these are
 * the same contributions stretched by one factor, so that they lead from the probability of the
 * base value to that of the margin: Δ = φ · (p − p₀) / (m − m₀), p = σ(m), p₀ = σ(m₀), and σ′(m) =
 * p (1 − p) in place of the quotient where |m − m₀| &lt; 1e-6. Order and signs are those of the
 * contributions. Whoever shows them says that they are rescaled, and that p is the raw and not the
 * calibrated probability, which has no contributions.
 *
 * <p>Base value 0, margin ln 3 = 1.0986 and contributions 0.7986, 0.3: p₀ = .5, p = .75, the factor
 * is .25 / 1.0986 = .2276, so the shares are .1817 and .0683, together .25.
 *
 * @param baseValue m₀, expected margin over the training rows, in log-odds
 * @param margin m, of the row, in log-odds
 */
public record RescaledProbability(double baseValue, double margin) {
  private static final double SAME = 1e-6;

  /** Checks that both are finite. */
  public RescaledProbability {
    if (!Double.isFinite(baseValue) || !Double.isFinite(margin)) {
      throw new IllegalArgumentException("base value and margin must be finite");
    }
  }

  /** σ(m₀): the probability at the base value, which is not the mean probability. */
  public double from() {
    return Ensemble.probability(baseValue);
  }

  /** σ(m): the raw probability of the row. */
  public double to() {
    return Ensemble.probability(margin);
  }

  /**
   * The share of a contribution.
   *
   * @param contribution φ in log-odds
   * @return the share of p − p₀, in (−1, 1); times 100 it is percentage points
   */
  public double of(double contribution) {
    return contribution * factor();
  }

  private double factor() {
    double distance = margin - baseValue;
    double p = to();
    return Math.abs(distance) < SAME ? p * (1 - p) : (p - from()) / distance;
  }
}
