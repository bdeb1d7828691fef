// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes state for this module's own stores and internal topic: fixed order, no names. */
final class StateOutput {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private byte[] buffer;
  private int size;

  StateOutput() {
    this(512);
  }

  /** An output that need not grow for so many bytes. */
  StateOutput(int expected) {
    buffer = new byte[expected];
  }

  /** Makes room and returns where it begins. */
  private int room(int bytes) {
    int at = size;
    if (buffer.length - at < bytes) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, at + bytes));
    }
    size = at + bytes;
    return at;
  }

  StateOutput number(double value) {
    return whole(Double.doubleToRawLongBits(value));
  }

  StateOutput whole(long value) {
    int at = room(Long.BYTES);
    LONG.set(buffer, at, value);
    return this;
  }

  StateOutput count(int value) {
    int at = room(Integer.BYTES);
    INT.set(buffer, at, value);
    return this;
  }

  StateOutput flag(boolean value) {
    return code(value ? 1 : 0);
  }

  StateOutput code(int value) {
    int at = room(1);
    buffer[at] = (byte) value;
    return this;
  }

  StateOutput text(String value) {
    return raw(value.getBytes(UTF_8));
  }

  StateOutput time(Instant value) {
    return whole(value.toEpochMilli());
  }

  StateOutput numbers(double[] values) {
    count(values.length);
    for (double value : values) {
      number(value);
    }
    return this;
  }

  StateOutput raw(byte[] values) {
    count(values.length);
    int at = room(values.length);
    System.arraycopy(values, 0, buffer, at, values.length);
    return this;
  }

  /** Goes on behind what another output wrote. */
  StateOutput append(byte[] written) {
    int at = room(written.length);
    System.arraycopy(written, 0, buffer, at, written.length);
    return this;
  }

  StateOutput optional(byte @Nullable [] values) {
    flag(values != null);
    return values == null ? this : raw(values);
  }

  byte[] toBytes() {
    return Arrays.copyOf(buffer, size);
  }

  /** Forgets what was written. */
  void clear() {
    size = 0;
  }
}
