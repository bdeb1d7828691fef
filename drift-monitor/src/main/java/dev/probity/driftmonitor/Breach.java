// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.time.Instant;

/**
 * A value beyond what is allowed.
 *
 * @param window the label of the window it was seen in
 * @param value the value
 * @param at stream time
 * @param below whether it lies below a lower limit, so that the smaller, the worse
 */
public record Breach(String window, double value, Instant at, boolean below) {
  /** A value above what is allowed: the larger, the worse. */
  public Breach(String window, double value, Instant at) {
    this(window, value, at, false);
  }

  /** The worse of this value and the worst so far. */
  double worst(double before) {
    return below ? Math.min(before, value) : Math.max(before, value);
  }
}
