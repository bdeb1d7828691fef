// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.flow;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * Offsets of one partition. Neighbours share a chunk of bits, so that a million records that wait
 * in a row cost 125 kB, and a lone one 512 bytes.
 */
final class PositionSet {
  private static final int CHUNK = 4_096;

  private final TreeMap<Long, BitSet> chunks = new TreeMap<>();

  void add(long offset) {
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset + ", expected 0 or more");
    }
    chunks.computeIfAbsent(offset / CHUNK, k -> new BitSet(CHUNK)).set(bit(offset));
  }

  /** Takes the offset out; false when it was not in. */
  boolean remove(long offset) {
    BitSet chunk = chunks.get(offset / CHUNK);
    if (chunk == null || !chunk.get(bit(offset))) {
      return false;
    }
    chunk.clear(bit(offset));
    if (chunk.isEmpty()) {
      chunks.remove(offset / CHUNK);
    }
    return true;
  }

  /** How many offsets are below the limit. */
  long below(long limit) {
    long count = 0;
    for (Map.Entry<Long, BitSet> each : chunks.headMap(limit / CHUNK, true).entrySet()) {
      BitSet bits = each.getValue();
      boolean cut = each.getKey() == limit / CHUNK;
      count += cut ? bits.get(0, bit(limit)).cardinality() : bits.cardinality();
    }
    return count;
  }

  long size() {
    return below(Long.MAX_VALUE);
  }

  private static int bit(long offset) {
    return (int) (offset % CHUNK);
  }
}
