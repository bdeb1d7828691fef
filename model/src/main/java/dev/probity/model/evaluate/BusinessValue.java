// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import java.util.List;

/**
 * What each kind of decision is worth.
 *
 * @param trueNegative value of a true negative
 * @param falsePositive value of a false positive
 * @param falseNegative value of a false negative
 * @param truePositive value of a true positive
 */
public record BusinessValue(
    double trueNegative, double falsePositive, double falseNegative, double truePositive) {

  /** Values are finite. */
  public BusinessValue {
    for (double value : List.of(trueNegative, falsePositive, falseNegative, truePositive)) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("business values must be finite");
      }
    }
  }
}
