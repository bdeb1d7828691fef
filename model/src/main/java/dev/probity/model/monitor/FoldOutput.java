// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Writes whole numbers from 0, seven bits a byte, the lowest first: 300 is ac 02. */
final class FoldOutput {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 12);

  FoldOutput whole(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a stored count is never negative; found " + value);
    }
    long rest = value;
    while (rest > 0x7f) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return this;
  }

  FoldOutput text(String text) {
    byte[] encoded = text.getBytes(UTF_8);
    whole(encoded.length);
    bytes.writeBytes(encoded);
    return this;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
