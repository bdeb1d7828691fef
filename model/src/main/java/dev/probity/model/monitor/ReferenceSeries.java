// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.List;

/**
 * A figure over the reference windows, which the limits come from.
 *
 * @param realized counted from labels, one per full window, NaN where undefined
 * @param estimated without labels, one per full window
 */
public record ReferenceSeries(List<Double> realized, List<Double> estimated) {
  /** Both have one value per window. */
  public ReferenceSeries {
    realized = List.copyOf(realized);
    estimated = List.copyOf(estimated);
    if (realized.size() != estimated.size()) {
      throw new IllegalArgumentException(
          "one realized and one estimated value per window; found %d and %d"
              .formatted(realized.size(), estimated.size()));
    }
  }
}
