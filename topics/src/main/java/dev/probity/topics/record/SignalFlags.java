// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import org.jspecify.annotations.Nullable;

/**
 * How a signal was computed and what to bear in mind.
 *
 * @param method the name of the method
 * @param cbpeValid whether the assumptions of performance estimation hold; null when not used
 * @param labelBias whether labelled records differ from the others; null when no labels are used
 * @param incomplete whether the window has fewer records than it should
 * @param idlePartitions whether some partitions sent nothing
 */
public record SignalFlags(
    String method,
    @Nullable Boolean cbpeValid,
    @Nullable Boolean labelBias,
    boolean incomplete,
    boolean idlePartitions) {

  /** Checks and copies the components. */
  public SignalFlags {
    Check.text(method, "method");
  }
}
