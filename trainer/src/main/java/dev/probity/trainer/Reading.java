// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.SourcePosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record that was read and not yet taken into a data set: reading depends on the record alone and
 * may be done on any thread, taking depends on the order.
 */
public sealed interface Reading {
  /** Where the record stands. */
  SourcePosition position();

  /** A record of the candidates topic. */
  sealed interface OfCandidate extends Reading {
    /** Its event time. */
    Instant at();
  }

  /** A record of the outcomes topic. */
  sealed interface OfOutcome extends Reading {}

  /** What gives no row; the hashed id is null when nobody could be named. */
  record Unusable(SourcePosition position, @Nullable HashedId id, Instant at, CandidateFate fate)
      implements OfCandidate {}

  /** A candidate takes part no longer. */
  record Withdrawn(SourcePosition position, HashedId id, Instant at) implements OfCandidate {}

  /** A candidate under the profile's rules. */
  record Arrived(SourcePosition position, HashedId id, int group, Candidate candidate, Instant at)
      implements OfCandidate {}

  /** What gives no label. */
  record NoTruth(SourcePosition position, @Nullable HashedId id, OutcomeFate fate)
      implements OfOutcome {}

  /** A label. */
  record Truth(SourcePosition position, HashedId id, boolean positive, Instant at)
      implements OfOutcome {}
}
