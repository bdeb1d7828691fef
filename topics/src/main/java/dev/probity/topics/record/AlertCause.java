// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;

/**
 * A possible cause of an alert, ranked by its weight.
 *
 * @param column the feature
 * @param metric the metric that moved
 * @param value its value
 * @param threshold the limit it is held against
 * @param weight distance over threshold, times importance, times attribution shift
 */
public record AlertCause(
    String column, String metric, double value, double threshold, double weight) {

  /** Checks and copies the components. */
  public AlertCause {
    Check.text(column, "column");
    Check.text(metric, "metric");
    Check.finite(value, "value");
    Check.finite(threshold, "threshold");
    Check.finite(weight, "weight");
  }
}
