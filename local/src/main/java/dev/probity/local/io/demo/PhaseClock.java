// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Which phase a moment of the stream belongs to. The monitor dates a change by the record that
 * brought it about, so nobody has to wait for the monitor to know the phase.
 */
final class PhaseClock {
  private final List<Instant> begins = new ArrayList<>();

  /** The next phase: its records are sent from this instant on, all earlier ones were before. */
  void begins(Instant at) {
    begins.add(at.truncatedTo(ChronoUnit.MILLIS));
  }

  /** The index of the phase that had begun last; records carry milliseconds. */
  int of(Instant at) {
    int phase = 0;
    for (int i = 1; i < begins.size(); i++) {
      phase = at.isBefore(begins.get(i)) ? phase : i;
    }
    return phase;
  }
}
