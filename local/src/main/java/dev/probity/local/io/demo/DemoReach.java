// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import java.util.List;

/**
 * What a run of some size can show of the monitor, whose windows hold a thousand outcomes however
 * few records are streamed: a release's reference is cut into windows of that size, so smaller ones
 * would be compared with the wrong limits.
 */
final class DemoReach {
  /** Records of a window. */
  static final int WINDOW = 1_000;

  /** Clean windows that end an alert. */
  private static final int CLEAN_WINDOWS = 3;

  /** The size from which on the usual phases show an alert fire and end. */
  static final int ENOUGH = 16_000;

  /** Within so many outcomes a fallen performance has rung; most often within half of them. */
  private static final int RINGS_WITHIN = 2_500;

  private DemoReach() {}

  /** The good records of a phase, each of which gets an outcome. */
  static int good(Phase phase) {
    return phase.records() - phase.records() / DemoPlan.BAD_EVERY;
  }

  /** Whether the last phase holds the whole windows that end an alert of the phase before it. */
  static boolean canEnd(List<Phase> phases) {
    int last = good(phases.getLast());
    int before = phases.stream().mapToInt(DemoReach::good).sum() - last;
    int tillWindow = (WINDOW - before % WINDOW) % WINDOW;
    return last >= tillWindow + CLEAN_WINDOWS * WINDOW;
  }

  /** Whether a phase is long enough for a fallen performance to be told surely. */
  static boolean canFire(List<Phase> phases) {
    return phases.stream().mapToInt(DemoReach::good).max().orElse(0) >= RINGS_WITHIN;
  }

  /** What the reader of a short run should not expect; empty for a run that shows everything. */
  static String warning(List<Phase> phases) {
    if (canEnd(phases) && canFire(phases)) {
      return "";
    }
    String what = canFire(phases) ? "alerts can fire but hardly end" : "alerts may not even fire";
    return ("note: so few records show less of the monitor, %s: it takes about 1,000 to %,d"
            + " outcomes of worse performance to fire, and three whole windows of %,d outcomes"
            + " to end. --candidates %d or more shows both")
        .formatted(what, RINGS_WITHIN, WINDOW, ENOUGH);
  }
}
