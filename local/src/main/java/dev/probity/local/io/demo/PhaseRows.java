// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which phase a window of the monitor belongs to: the one in which it begins. Windows count records
 * and not time, so the answer does not depend on how far the monitor or the outcomes are behind.
 */
final class PhaseRows {
  private static final Pattern INDEX = Pattern.compile("\\d{1,9}");

  private final List<Phase> plan;

  PhaseRows(List<Phase> plan) {
    this.plan = List.copyOf(plan);
  }

  /**
   * The index of the phase in which a window begins.
   *
   * @param window the index of the window, which holds {@link DemoReach#WINDOW} good records;
   *     example: after phases of 4,950 and 3,960 good ones, window 8 begins at record 8,000 and
   *     belongs to the second, window 9 to the third
   * @return the last phase for a window behind the plan, the first for one that is not counted
   */
  int of(String window) {
    if (!INDEX.matcher(window).matches()) {
      return 0;
    }
    long row = Long.parseLong(window) * DemoReach.WINDOW;
    long end = 0;
    for (int phase = 0; phase < plan.size(); phase++) {
      end += DemoReach.good(plan.get(phase));
      if (row < end) {
        return phase;
      }
    }
    return Math.max(0, plan.size() - 1);
  }
}
