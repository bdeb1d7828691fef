// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The first 128 bits of SHA-256(id), in order of arrival. Rows are ordered by them, so that their
 * order depends on who they are and not on how partitions interleaved; and no id is kept.
 */
final class HashedIds {
  private long[] high = new long[1024];
  private long[] low = new long[1024];
  private int size;

  /** Adds an id; returns its place. */
  int add(String id) {
    return add(HashedId.of(id));
  }

  /** Adds an id that was hashed already; returns its place. */
  int add(HashedId id) {
    if (size == high.length) {
      high = Arrays.copyOf(high, size * 2);
      low = Arrays.copyOf(low, size * 2);
    }
    high[size] = id.high();
    low[size] = id.low();
    return size++;
  }

  int size() {
    return size;
  }

  long high(int place) {
    return high[place];
  }

  long low(int place) {
    return low[place];
  }

  /** The 128 bits at a place as 32 lower-case hexadecimal digits. */
  String hex(int place) {
    return new HashedId(high[place], low[place]).hex();
  }

  /** Places in ascending order of id; equal ids in order of arrival. */
  int[] ascending() {
    return IntStream.range(0, size)
        .boxed()
        .sorted(Comparator.<Integer>comparingLong(place -> high[place]).thenComparing(this::byLow))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private int byLow(int a, int b) {
    return Long.compare(low[a], low[b]);
  }

  /** Compares an id here with an id there; 0 when they are the same. */
  int compare(int place, HashedIds other, int otherPlace) {
    int byHigh = Long.compare(high[place], other.high[otherPlace]);
    return byHigh != 0 ? byHigh : Long.compare(low[place], other.low[otherPlace]);
  }
}
