// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Reads what {@link FoldOutput} wrote; anything else is a broken store and throws. */
final class FoldInput {
  private static final int MOST_BITS = 63;

  private final byte[] bytes;
  private int at;

  FoldInput(byte[] bytes) {
    this.bytes = bytes;
  }

  private byte next() {
    if (at == bytes.length) {
      throw broken();
    }
    return bytes[at++];
  }

  private IllegalStateException broken() {
    return new IllegalStateException(
        "a stored window is broken at byte %d of %d. Maybe it was written by another version"
            .formatted(at, bytes.length));
  }

  long count() {
    long value = 0;
    for (int shift = 0; shift < MOST_BITS; shift += 7) {
      byte part = next();
      value |= (long) (part & 0x7f) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw broken();
  }

  /** A number below a bound. */
  int index(int bound) {
    long value = count();
    if (value >= bound) {
      throw broken();
    }
    return (int) value;
  }

  String text() {
    int length = index(bytes.length - at + 1);
    if (length > bytes.length - at) {
      throw broken();
    }
    String text = new String(bytes, at, length, UTF_8);
    at += length;
    return text;
  }

  /** Nothing may follow. */
  void end() {
    if (at != bytes.length) {
      throw broken();
    }
  }
}
