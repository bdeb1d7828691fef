// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import java.util.List;

/**
 * What a demo is asked to do.
 *
 * @param candidates records of the first four phases together
 * @param seed draws the rows
 * @param phases where the candidates come from, phase by phase
 */
public record DemoOptions(int candidates, long seed, String phases) {
  /** New York is quiet, two states are mild, three are not, then New York again. */
  public static final String PHASES = "NY,MA+WA,MS+WV+AR,NY";

  private static final int FULL = 40_000;
  private static final int FULL_DELAY = 2_000;

  List<Phase> plan() {
    return Phase.parse(phases, candidates);
  }

  /** How many records later an outcome follows: 2,000 of 40,000. */
  int delay() {
    return (int) Math.max(1, (long) FULL_DELAY * candidates / FULL);
  }
}
