// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import org.jspecify.annotations.Nullable;

/**
 * Where the state of one release survives a restart: a few small values that are overwritten, never
 * appended to. What is read is what was written last.
 */
public interface MonitorStore {
  /** Everything but windows. */
  void saveState(byte[] state);

  /** Everything but windows, or null before the first record. */
  byte @Nullable [] state();

  /** The observation at a place of the open window; the next window overwrites it. */
  void saveSlot(int slot, byte[] observation);

  /** The observation at a place of the open window. */
  byte @Nullable [] slot(int slot);

  /** Scores and decisions of a closed window. */
  void saveRows(long window, byte[] rows);

  /** Scores and decisions of a closed window, or null when it is kept no longer. */
  byte @Nullable [] rows(long window);

  /** Labels of a window. */
  void saveLabels(long window, byte[] labels);

  /** Labels of a window, or null when there are none. */
  byte @Nullable [] labels(long window);

  /** Forgets a closed window. */
  void drop(long window);
}
