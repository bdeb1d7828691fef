// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A server's place for objects by name; each appears whole or not at all. */
interface ObjectBucket {
  /** An object of at most so many bytes; null when the server answers that there is none. */
  byte @Nullable [] get(String name, int most) throws IOException;

  /** Whether the object is there. */
  boolean has(String name) throws IOException;

  /** Writes an object. */
  void put(String name, byte[] bytes) throws IOException;

  /** The address of an object. */
  String address(String name);

  /** An object that is larger than a bundle can be is none. */
  static byte[] bounded(byte[] bytes, int most, String address) throws IOException {
    if (bytes.length > most) {
      throw new IOException(address + " is larger than " + most + " bytes");
    }
    return bytes;
  }
}
