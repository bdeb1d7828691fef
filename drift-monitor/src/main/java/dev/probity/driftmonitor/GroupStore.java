// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import org.jspecify.annotations.Nullable;

/** Groups of the candidates of one partition, by offset. */
interface GroupStore {
  /** Remembers a candidate's groups. */
  void save(long offset, byte[] groups);

  /** A candidate's groups, or null. */
  byte @Nullable [] find(long offset);

  /** The largest offset that is remembered; -1 when none is. */
  long newest();

  /** Forgets the groups of all candidates before an offset. */
  void dropBefore(long offset);
}
