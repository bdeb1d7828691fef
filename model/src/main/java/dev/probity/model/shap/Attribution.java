// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What each feature adds to one row's margin, in log-odds. Base value + Σ contributions = margin,
 * up to rounding.
 */
public final class Attribution {
  /** The name of the method, as explanations carry it. */
  public static final String METHOD = "tree-path-dependent";

  /** Largest share of a residual that is still rounding. */
  public static final double TOLERANCE = 1e-9;

  private final double baseValue;
  private final double[] contributions;

  /**
   * An attribution.
   *
   * @param baseValue expected margin over the training rows, in the model's cover units
   * @param contributions one per feature, in column order, finite
   */
  public Attribution(double baseValue, double[] contributions) {
    this.baseValue = baseValue;
    this.contributions = contributions.clone();
    for (double contribution : contributions) {
      if (!Double.isFinite(contribution)) {
        throw new IllegalArgumentException("a contribution is not finite");
      }
    }
  }

  /** Expected margin over the training rows. */
  public double baseValue() {
    return baseValue;
  }

  /** Number of features. */
  public int size() {
    return contributions.length;
  }

  /** Contribution of a feature. */
  public double contribution(int feature) {
    return contributions[feature];
  }

  /** All contributions in column order. */
  public double[] contributions() {
    return contributions.clone();
  }

  /**
   * What is left unexplained: margin − base value − Σ contributions, summed in column order. Margin
   * 0.7, base value 0.1 and contributions 0.4, 0.2 leave 0 (up to rounding).
   *
   * @param margin the row's margin as the scorer computed it
   */
  public double residual(double margin) {
    double sum = baseValue;
    for (double contribution : contributions) {
      sum += contribution;
    }
    return margin - sum;
  }

  /**
   * Whether the attribution explains this margin: |residual| ≤ 1e-9 · max(1, |margin|). A residual
   * of 5e-10 does at margin 0.2, one of 2e-9 does not.
   *
   * @param margin the row's margin as the scorer computed it
   */
  public boolean explains(double margin) {
    return Math.abs(residual(margin)) <= TOLERANCE * Math.max(1, Math.abs(margin));
  }

  /** Names no values. */
  @Override
  public String toString() {
    return "Attribution of " + contributions.length + " features";
  }

  /** Equal bits. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Attribution that
        && Double.compare(baseValue, that.baseValue) == 0
        && Arrays.equals(contributions, that.contributions);
  }

  /** Of the contributions. */
  @Override
  public int hashCode() {
    return Arrays.hashCode(contributions);
  }
}
