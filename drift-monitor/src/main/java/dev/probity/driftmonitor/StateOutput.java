// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes state for this module's own stores and repartition topics; fixed order, no names. */
final class StateOutput {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private final DataOutputStream out = new DataOutputStream(bytes);

  /** One write that memory cannot refuse. */
  private interface Write {
    void run() throws IOException;
  }

  private StateOutput put(Write write) {
    try {
      write.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("memory refused a write", e);
    }
  }

  StateOutput number(double value) {
    return put(() -> out.writeDouble(value));
  }

  StateOutput whole(long value) {
    return put(() -> out.writeLong(value));
  }

  StateOutput count(int value) {
    return put(() -> out.writeInt(value));
  }

  StateOutput flag(boolean value) {
    return put(() -> out.writeBoolean(value));
  }

  StateOutput code(int value) {
    return put(() -> out.writeByte(value));
  }

  StateOutput text(String value) {
    return put(() -> out.writeUTF(value));
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
    return put(() -> out.write(values));
  }

  StateOutput optional(byte @Nullable [] values) {
    flag(values != null);
    return values == null ? this : raw(values);
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
