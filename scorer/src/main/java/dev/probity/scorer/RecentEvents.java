// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import java.util.Arrays;

/**
 * The fingerprints of the last events of one partition, so that a repeated event is noticed.
 *
 * <p>The window is counted in offsets: an event repeats another one when the same fingerprint
 * stands at an offset at most {@link #WINDOW} lower. Whatever lies in between, and whoever asks
 * again after a restart, the answer for a position is the same, provided that the window was first
 * filled with the records before it.
 *
 * <p>Memory is bounded: a ring of fingerprints by offset and a table of places in it, 2 MiB in all.
 * Used by one thread.
 */
public final class RecentEvents {
  /** How many offsets back a repeat is noticed. */
  public static final int WINDOW = 100_000;

  private static final int RING = 1 << 17;
  private static final int RING_MASK = RING - 1;
  private static final int TABLE = 1 << 18;
  private static final int TABLE_MASK = TABLE - 1;
  private static final long NONE = 0;
  private static final int EMPTY = 0;

  /** Fingerprint of the event at an offset, at the place offset modulo length. */
  private final long[] ring = new long[RING];

  /** By fingerprint: one more than the place in the ring of its latest event. */
  private final int[] table = new int[TABLE];

  private long next = -1;

  /**
   * Takes note of the event at this offset and says whether it repeats an earlier one. Offsets
   * ascend; one that was seen already gets the answer it got then.
   *
   * @param offset the offset of the record in its partition
   * @param fingerprint 64 bits of a hash of source and event id
   * @return true when an earlier record within the window has the same fingerprint
   */
  public boolean repeats(long offset, long fingerprint) {
    if (offset < 0) {
      throw new IllegalArgumentException("offset is " + offset + ", expected 0 or more");
    }
    long mark = fingerprint == NONE ? 1 : fingerprint;
    if (offset < next) {
      return repeatsInRing(offset, mark);
    }
    advanceTo(offset);
    int slot = slotOf(mark);
    boolean repeats = table[slot] != EMPTY && offset - offsetAt(table[slot] - 1) <= WINDOW;
    int place = (int) (offset & RING_MASK);
    ring[place] = mark;
    table[slot] = place + 1;
    next = offset + 1;
    return repeats;
  }

  /** Makes room for this offset: what lies a ring's length behind it is forgotten. */
  private void advanceTo(long offset) {
    if (next < 0 || offset - next >= RING) {
      Arrays.fill(ring, NONE);
      Arrays.fill(table, EMPTY);
    } else {
      for (long gap = next; gap <= offset; gap++) {
        forget((int) (gap & RING_MASK));
      }
    }
    next = offset;
  }

  private void forget(int place) {
    long mark = ring[place];
    if (mark != NONE) {
      int slot = slotOf(mark);
      if (table[slot] == place + 1) {
        remove(slot);
      }
      ring[place] = NONE;
    }
  }

  /** The slot that holds the mark, or the free one where it belongs. */
  private int slotOf(long mark) {
    int slot = home(mark);
    while (table[slot] != EMPTY && ring[table[slot] - 1] != mark) {
      slot = (slot + 1) & TABLE_MASK;
    }
    return slot;
  }

  /** Frees a slot and moves up what was displaced behind it, so that no search ends too early. */
  private void remove(int freed) {
    int hole = freed;
    int slot = (hole + 1) & TABLE_MASK;
    while (table[slot] != EMPTY) {
      int home = home(ring[table[slot] - 1]);
      if (((slot - home) & TABLE_MASK) >= ((slot - hole) & TABLE_MASK)) {
        table[hole] = table[slot];
        hole = slot;
      }
      slot = (slot + 1) & TABLE_MASK;
    }
    table[hole] = EMPTY;
  }

  private static int home(long mark) {
    return (int) ((mark * 0x9E3779B97F4A7C15L) >>> 46);
  }

  /** The latest offset before {@code next} whose place this is. */
  private long offsetAt(int place) {
    long last = next - 1;
    return last - ((last - place) & RING_MASK);
  }

  /** The answer for an offset that was seen before: rare, so a walk through the ring will do. */
  private boolean repeatsInRing(long offset, long mark) {
    long first = Math.max(Math.max(0, offset - WINDOW), next - RING);
    for (long earlier = offset - 1; earlier >= first; earlier--) {
      if (ring[(int) (earlier & RING_MASK)] == mark) {
        return true;
      }
    }
    return false;
  }
}
