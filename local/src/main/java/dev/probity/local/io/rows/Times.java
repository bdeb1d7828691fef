// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.rows;

import java.util.Arrays;

/** Instants of a file's rows, in its order. */
final class Times {
  private long[] nanos = new long[1_024];
  private int size;

  void add(long time) {
    if (size == nanos.length) {
      if (size > Integer.MAX_VALUE / 4) {
        throw new InvalidInputException("A file of more than " + size + " rows is too long");
      }
      nanos = Arrays.copyOf(nanos, 2 * size);
    }
    nanos[size++] = time;
  }

  int size() {
    return size;
  }

  long[] toArray() {
    return Arrays.copyOf(nanos, size);
  }
}
