// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Writes whole numbers from 0, seven bits a byte, the lowest first: 300 is ac 02. */
final class FoldOutput {
  private static final int MOST_BYTES = 9;

  private byte[] bytes = new byte[1 << 10];
  private int size;

  FoldOutput whole(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a stored count is never negative; found " + value);
    }
    room(MOST_BYTES);
    long rest = value;
    while (rest > 0x7f) {
      bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  FoldOutput text(String text) {
    byte[] encoded = text.getBytes(UTF_8);
    whole(encoded.length);
    room(encoded.length);
    System.arraycopy(encoded, 0, bytes, size, encoded.length);
    size += encoded.length;
    return this;
  }

  private void room(int wanted) {
    if (bytes.length - size < wanted) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + wanted));
    }
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }
}
