// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes state for this module's own stores and internal topic: fixed order, no names. */
final class StateOutput {
  private ByteBuffer buffer = ByteBuffer.allocate(512);

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int size = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
      buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), size)).position(buffer.position());
    }
    return buffer;
  }

  StateOutput number(double value) {
    room(Double.BYTES).putDouble(value);
    return this;
  }

  StateOutput whole(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  StateOutput count(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  StateOutput flag(boolean value) {
    return code(value ? 1 : 0);
  }

  StateOutput code(int value) {
    room(1).put((byte) value);
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
    room(values.length).put(values);
    return this;
  }

  StateOutput optional(byte @Nullable [] values) {
    flag(values != null);
    return values == null ? this : raw(values);
  }

  byte[] toBytes() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
