// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.simulate;

import java.time.Duration;
import java.time.Instant;

/**
 * What is simulated.
 *
 * @param fault what goes wrong
 * @param from the first case it touches, from 0
 * @param seed decides every draw
 * @param start the time of the first case
 * @param every the time between two cases
 */
public record SimulationPlan(Fault fault, int from, long seed, Instant start, Duration every) {
  /** Time goes on, and the fault begins somewhere. */
  public SimulationPlan {
    if (from < 0 || every.isNegative() || every.isZero()) {
      throw new IllegalArgumentException(
          "a fault begins at case 0 or later, and cases follow each other in time; found %d, %s"
              .formatted(from, every));
    }
  }

  /** When a case comes. */
  Instant at(long step) {
    return start.plus(every.multipliedBy(step));
  }
}
