// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.Topics;
import dev.probity.topics.record.SourcePosition;
import org.jspecify.annotations.Nullable;

/** Groups of the candidates of one partition, by offset. */
interface GroupStore {
  /** Remembers a candidate's groups. */
  void save(long offset, byte[] groups);

  /** A candidate's groups, or null. */
  byte @Nullable [] find(long offset);

  /** The largest offset that is remembered; -1 when none is. */
  long newest();

  /**
   * Groups of the candidate at a position, or null.
   *
   * @param source the candidate's position
   * @param partition the partition of these groups; those of others are not here
   */
  default byte @Nullable [] of(SourcePosition source, int partition) {
    return source.partition() == partition ? find(source.offset()) : null;
  }

  /**
   * Whether a candidate without groups here is still to be read: it stands on its topic before
   * there is a prediction or an explanation, but topics are not read in step.
   *
   * @param source the candidate's position
   * @param partition the partition of these groups; candidates of others are not waited for
   */
  default boolean isToCome(SourcePosition source, int partition) {
    return source.partition() == partition
        && source.topic().equals(Topics.CANDIDATES.name())
        && newest() < source.offset();
  }

  /** Forgets the groups of all candidates before an offset. */
  void dropBefore(long offset);
}
