// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.List;

/** Distances between a column's reference and a window. */
public enum DriftMethod {
  /** Largest gap between the two distribution functions at 10,000 bin edges; numeric columns. */
  KOLMOGOROV_SMIRNOV("kolmogorov_smirnov", 1),
  /** Square root of the Jensen–Shannon divergence in bits; both kinds. */
  JENSEN_SHANNON("jensen_shannon", Double.NaN),
  /** Area between the two distribution functions, in the column's unit; numeric columns. */
  WASSERSTEIN("wasserstein", Double.NaN),
  /** Euclidean distance of the square roots of the probabilities over √2; both kinds. */
  HELLINGER("hellinger", Double.NaN),
  /** Pearson's contingency statistic of counts; categorical columns; never a distance limit. */
  CHI2("chi2", Double.NaN),
  /** Largest difference of a category's share; categorical columns. */
  L_INFINITY("l_infinity", Double.NaN);

  private static final List<DriftMethod> NUMERIC =
      List.of(KOLMOGOROV_SMIRNOV, JENSEN_SHANNON, WASSERSTEIN, HELLINGER);
  private static final List<DriftMethod> CATEGORICAL =
      List.of(CHI2, JENSEN_SHANNON, L_INFINITY, HELLINGER);

  private final String wireName;
  private final double largest;

  DriftMethod(String wireName, double largest) {
    this.wireName = wireName;
    this.largest = largest;
  }

  /** The name used on topics, in files and in the reference. */
  public String wireName() {
    return wireName;
  }

  /** The methods of numeric columns. */
  public static List<DriftMethod> numeric() {
    return NUMERIC;
  }

  /** The methods of categorical columns. */
  public static List<DriftMethod> categorical() {
    return CATEGORICAL;
  }

  /**
   * The limit a column's reference windows set: an upper bound within the method's range; none for
   * {@link #CHI2}, which in compat mode alerts by its p-value and in ours never.
   *
   * @param referenceValues the distance of each reference window
   * @param mode whose rule
   * @return the upper limit
   */
  public Limits limits(List<Double> referenceValues, MonitorMode mode) {
    return this == CHI2
        ? Limits.none()
        : Limits.ofReference(referenceValues, mode).clippedTo(0, largest).upperOnly();
  }
}
