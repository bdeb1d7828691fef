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
 * @param weight distance over limit, both above what the reference's own windows have on the
 *     average, times the feature's share of what moves the score, times 1 plus the distance of its
 *     contributions; 0 where the column did not move
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
