// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import org.jspecify.annotations.Nullable;

/**
 * A figure of a release with its number of records and its band.
 *
 * @param fold the part of the data it was computed on
 * @param name the name of the metric
 * @param value its value
 * @param n the number of records
 * @param lower the lower end of its interval
 * @param upper the upper end of its interval
 */
public record ReleaseMetric(
    String fold,
    String name,
    double value,
    long n,
    @Nullable Double lower,
    @Nullable Double upper) {

  /** Checks and copies the components. */
  public ReleaseMetric {
    Check.text(fold, "fold");
    Check.text(name, "name");
    Check.finite(value, "value");
    Check.count(n, "n");
    Check.finite(lower, "lower");
    Check.finite(upper, "upper");
  }
}
