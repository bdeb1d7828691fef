// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.simulate;

import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.value.Bytes;
import java.time.Instant;

/** What happens in a simulation, in the order of its steps. */
public sealed interface Event {
  /** How many cases came before. */
  long step();

  /** When. */
  Instant at();

  /**
   * A candidate comes.
   *
   * @param step how many cases came before
   * @param at when
   * @param candidate who, before the record was broken if it is
   * @param value the record's bytes, one JSON document unless broken
   */
  record Arrival(long step, Instant at, Candidate candidate, Bytes value) implements Event {}

  /**
   * An outcome becomes known.
   *
   * @param step how many cases came before
   * @param at when
   * @param outcome what
   */
  record Known(long step, Instant at, Outcome outcome) implements Event {}
}
