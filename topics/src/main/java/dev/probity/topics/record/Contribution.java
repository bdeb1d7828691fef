// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;

/**
 * What one feature added to the margin.
 *
 * @param feature the name of the feature
 * @param value its share of the margin, in log-odds
 */
public record Contribution(String feature, double value) {

  /** Checks and copies the components. */
  public Contribution {
    Check.text(feature, "feature");
    Check.finite(value, "value");
  }
}
