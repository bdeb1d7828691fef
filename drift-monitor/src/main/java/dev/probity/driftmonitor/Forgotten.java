// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.util.List;

/**
 * Candidates of a window that is kept no longer.
 *
 * @param window the window's number
 * @param candidates their ids
 */
public record Forgotten(long window, List<String> candidates) {
  /** Copies. */
  public Forgotten {
    candidates = List.copyOf(candidates);
  }
}
