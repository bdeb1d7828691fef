// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

/** The highest source offset folded per source partition and release; −1 before the first. */
interface Watermarks {
  /** The highest offset folded. */
  long of(String source);

  /** Raises it. */
  void raise(String source, long offset);
}
