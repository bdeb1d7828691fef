// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * Within which limits impact ratios may lie, and how many rows it takes to say so.
 *
 * @param lower least impact ratio that is no finding, > 0
 * @param upper greatest impact ratio that is no finding, ≥ lower
 * @param minGroupRows rows a group needs, ≥ 1
 */
public record FairnessPolicy(double lower, double upper, int minGroupRows) {
  /** Checks the ranges. */
  public FairnessPolicy {
    if (!(lower > 0) || !(upper >= lower) || minGroupRows < 1) {
      throw new IllegalArgumentException(
          "a policy needs 0 < lower ≤ upper and minGroupRows ≥ 1; found %s, %s, %d"
              .formatted(lower, upper, minGroupRows));
    }
  }

  /** The two-sided four-fifths rule with groups of 150 rows. */
  public static FairnessPolicy fourFifths() {
    return new FairnessPolicy(.8, 1.25, 150);
  }
}
