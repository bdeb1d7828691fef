// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.util.Arrays;

/** What is known about each candidate record beside its values, in order of arrival. */
final class Arrivals {
  private int[] hashes = new int[1024];
  private boolean[] withdrawn = new boolean[1024];
  private boolean[] past = new boolean[1024];
  private long[] at = new long[1024];
  private int size;

  /**
   * Adds a record.
   *
   * @param hash split hash of its group
   * @param at event time in milliseconds since the epoch
   * @param isPast whether it is a past case, published after its outcome was known
   * @param isWithdrawn whether it takes the candidate back
   */
  void add(int hash, long at, boolean isPast, boolean isWithdrawn) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, size * 2);
      withdrawn = Arrays.copyOf(withdrawn, size * 2);
      past = Arrays.copyOf(past, size * 2);
      this.at = Arrays.copyOf(this.at, size * 2);
    }
    hashes[size] = hash;
    this.at[size] = at;
    past[size] = isPast;
    withdrawn[size] = isWithdrawn;
    size++;
  }

  int hash(int place) {
    return hashes[place];
  }

  long at(int place) {
    return at[place];
  }

  boolean past(int place) {
    return past[place];
  }

  boolean withdrawn(int place) {
    return withdrawn[place];
  }
}
