// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import org.jspecify.annotations.Nullable;

/**
 * A figure that speaks for or against retraining.
 *
 * @param name the name of the metric
 * @param current its value now
 * @param reference its value on the reference
 * @param n the number of records behind the current value
 */
public record RetrainingFigure(
    String name, @Nullable Double current, @Nullable Double reference, long n) {

  /** Checks and copies the components. */
  public RetrainingFigure {
    Check.text(name, "name");
    Check.finite(current, "current");
    Check.finite(reference, "reference");
    Check.count(n, "n");
  }
}
