// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StateOutput} wrote; anything else is a broken store and throws. */
final class StateInput {
  private final ByteBuffer buffer;

  StateInput(byte[] bytes) {
    buffer = ByteBuffer.wrap(bytes);
  }

  private ByteBuffer next(int bytes) {
    if (bytes < 0 || buffer.remaining() < bytes) {
      throw new IllegalStateException(
          "state ends after %d bytes. Maybe it was written by another version"
              .formatted(buffer.limit()));
    }
    return buffer;
  }

  double number() {
    return next(Double.BYTES).getDouble();
  }

  long whole() {
    return next(Long.BYTES).getLong();
  }

  int count() {
    return next(Integer.BYTES).getInt();
  }

  boolean flag() {
    return code() != 0;
  }

  int code() {
    return next(1).get() & 0xff;
  }

  /** Reads the form of what follows and refuses any other than this version's. */
  void form(String what, int expected) {
    int found = code();
    if (found != expected) {
      throw new IllegalStateException(
          "%s has form %d, this version reads form %d.".formatted(what, found, expected)
              + " Maybe it is of another version; it needs a new state folder and application id");
    }
  }

  /** Whether anything follows. */
  boolean hasMore() {
    return buffer.hasRemaining();
  }

  String text() {
    return new String(raw(), UTF_8);
  }

  Instant time() {
    return Instant.ofEpochMilli(whole());
  }

  double[] numbers() {
    int size = count();
    next(Math.multiplyExact(size, Double.BYTES));
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = number();
    }
    return values;
  }

  byte @Nullable [] optional() {
    return flag() ? raw() : null;
  }

  byte[] raw() {
    int size = count();
    next(size);
    byte[] values = new byte[size];
    buffer.get(values);
    return values;
  }
}
