// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.time.Duration;

/**
 * How much may wait for something else, so that memory stays bounded.
 *
 * @param earlyOutcomes outcomes that wait for their prediction
 * @param predictions predictions of a partition that wait for their release or their candidate, and
 *     explanations that wait for their candidate
 * @param patience how long they wait, in stream time
 * @param candidates candidates of a partition whose groups wait for their prediction
 */
public record WaitingBounds(int earlyOutcomes, int predictions, Duration patience, int candidates) {
  /** All are positive. */
  public WaitingBounds {
    if (earlyOutcomes < 1 || predictions < 1 || candidates < 1 || !patience.isPositive()) {
      throw new IllegalArgumentException(
          "bounds must be positive; found %d, %d, %s, %d"
              .formatted(earlyOutcomes, predictions, patience, candidates));
    }
  }

  /** The usual bounds. */
  public static WaitingBounds usual() {
    return new WaitingBounds(100_000, 10_000, Duration.ofMinutes(5), 50_000);
  }
}
