// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The two clocks of a process. What is written down has the time of day; how long something took or
 * is to be waited for is measured by the other one, because somebody may set the first.
 *
 * @param day the time of day
 * @param nanoTime nanoseconds since some moment, never going back
 */
record Clocks(InstantSource day, LongSupplier nanoTime) {
  /** The time of day, milliseconds since 1970. */
  long now() {
    return day.millis();
  }

  /** Milliseconds since some moment, for differences only. */
  long ticks() {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
  }
}
