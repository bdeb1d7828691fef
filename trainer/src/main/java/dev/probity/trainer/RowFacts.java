// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

/**
 * What is known about each row beside its values. Arrays are handed over, not copied, and not
 * changed afterwards.
 */
final class RowFacts {
  private final long[] high;
  private final long[] low;
  private final long[] knownAt;
  private final long[] observedAt;
  private final int[] hashes;
  private final boolean[] labels;

  RowFacts(
      long[] high, long[] low, long[] knownAt, long[] observedAt, int[] hashes, boolean[] labels) {
    this.high = high;
    this.low = low;
    this.knownAt = knownAt;
    this.observedAt = observedAt;
    this.hashes = hashes;
    this.labels = labels;
  }

  /** Number of rows. */
  int rows() {
    return labels.length;
  }

  /** First half of each candidate's hashed id. */
  long[] high() {
    return high;
  }

  /** Second half of it. */
  long[] low() {
    return low;
  }

  /** Event time of the record the values come from, ms since the epoch. */
  long[] knownAt() {
    return knownAt;
  }

  /** When the outcome was observed, ms since the epoch. */
  long[] observedAt() {
    return observedAt;
  }

  /** Split hash of each row's group. */
  int[] hashes() {
    return hashes;
  }

  /** Whether each row is of the positive class. */
  boolean[] labels() {
    return labels;
  }
}
