// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.time.Instant;

/**
 * One window of event time, from full hour to full hour.
 *
 * @param span which of the configured kinds
 * @param first its first hour since 1970
 * @param endHour the hour behind its last
 */
record EventWindow(WindowSpan span, int first, int endHour) {
  private static final long SECONDS = 3_600;

  static Instant instant(int hour) {
    return Instant.ofEpochSecond(hour * SECONDS);
  }

  /** The hour an instant lies in. */
  static int hour(Instant at) {
    return Math.toIntExact(Math.floorDiv(at.getEpochSecond(), SECONDS));
  }

  Instant start() {
    return instant(first);
  }

  Instant end() {
    return instant(endHour);
  }

  boolean holds(int hour) {
    return first <= hour && hour < endHour;
  }
}
