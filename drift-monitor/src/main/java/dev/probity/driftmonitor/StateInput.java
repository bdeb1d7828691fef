// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StateOutput} wrote; anything else is a broken store and throws. */
final class StateInput {
  private final DataInputStream in;

  StateInput(byte[] bytes) {
    in = new DataInputStream(new ByteArrayInputStream(bytes));
  }

  /** One read. */
  private interface Read<T> {
    T run() throws IOException;
  }

  private static <T> T get(Read<T> read) {
    try {
      return read.run();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "state ends too early. Maybe it was written by another version", e);
    }
  }

  double number() {
    return get(in::readDouble);
  }

  long whole() {
    return get(in::readLong);
  }

  int count() {
    return get(in::readInt);
  }

  boolean flag() {
    return get(in::readBoolean);
  }

  int code() {
    return get(in::readUnsignedByte);
  }

  String text() {
    return get(in::readUTF);
  }

  Instant time() {
    return Instant.ofEpochMilli(whole());
  }

  double[] numbers() {
    double[] values = new double[count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = number();
    }
    return values;
  }

  byte @Nullable [] optional() {
    return flag() ? raw() : null;
  }

  byte[] raw() {
    int length = count();
    return get(() -> in.readNBytes(length));
  }
}
