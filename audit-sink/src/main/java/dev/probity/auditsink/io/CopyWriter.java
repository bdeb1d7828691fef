// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.tree.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows in the binary form of {@code COPY … FROM STDIN}, written by hand: the cheapest way in that
 * the server has. Fields must follow in the order of the column list.
 */
final class CopyWriter implements AutoCloseable {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final int CHUNK = 128 * 1024;
  private static final long YEAR_2000 = 946_684_800_000L;

  // Object ids of the server's types, fixed in its catalogue.
  private static final int TEXT = 25;
  private static final int FLOAT8 = 701;

  private final CopyIn copy;
  private final short columns;
  private ByteBuffer buffer = ByteBuffer.allocate(CHUNK + 16 * 1024);
  private boolean finished;

  CopyWriter(Connection connection, String table, String... columns) throws SQLException {
    String sql =
        "COPY " + table + " (" + String.join(", ", columns) + ") FROM STDIN (FORMAT binary)";
    this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    this.columns = (short) columns.length;
    buffer.put(SIGNATURE);
  }

  CopyWriter row() throws SQLException {
    if (buffer.position() > CHUNK) {
      flush();
    }
    room(2).putShort(columns);
    return this;
  }

  CopyWriter int2(int value) {
    room(6).putInt(2).putShort((short) value);
    return this;
  }

  CopyWriter int4(int value) {
    room(8).putInt(4).putInt(value);
    return this;
  }

  CopyWriter int8(long value) {
    room(12).putInt(8).putLong(value);
    return this;
  }

  CopyWriter bytes(byte[] value) {
    return bytes(value, 0, value.length);
  }

  CopyWriter bytes(byte[] value, int from, int length) {
    room(4 + length).putInt(length).put(value, from, length);
    return this;
  }

  CopyWriter hash(Hash value) {
    room(4 + Hash.BYTES).putInt(Hash.BYTES);
    value.copyTo(buffer.array(), buffer.position());
    buffer.position(buffer.position() + Hash.BYTES);
    return this;
  }

  CopyWriter text(@Nullable String value) {
    return value == null ? absent() : bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Text with what Postgres cannot hold, the character zero, replaced. */
  CopyWriter storableText(@Nullable String value) {
    return text(value == null ? null : storable(value));
  }

  private static String storable(String value) {
    return value.indexOf('\0') < 0 ? value : value.replace('\0', '\ufffd');
  }

  CopyWriter float8(double value) {
    room(12).putInt(8).putDouble(value);
    return this;
  }

  CopyWriter bool(boolean value) {
    room(5).putInt(1).put((byte) (value ? 1 : 0));
    return this;
  }

  /** A {@code timestamptz}: microseconds since 2000, here of whole milliseconds. */
  CopyWriter time(Instant value) {
    return int8((value.toEpochMilli() - YEAR_2000) * 1_000);
  }

  /** A {@code text[]}; its elements may be null. */
  CopyWriter texts(Collection<? extends @Nullable String> values) {
    int start = array(TEXT, values.size(), values.stream().anyMatch(Objects::isNull));
    for (String each : values) {
      storableText(each);
    }
    return endOfArray(start);
  }

  /** A {@code float8[]}. */
  CopyWriter float8s(Collection<Double> values) {
    int start = array(FLOAT8, values.size(), false);
    for (double each : values) {
      float8(each);
    }
    return endOfArray(start);
  }

  private int array(int elementType, int size, boolean nulls) {
    int start = room(24).position();
    int dimensions = size == 0 ? 0 : 1;
    buffer.putInt(0).putInt(dimensions).putInt(nulls ? 1 : 0).putInt(elementType);
    if (dimensions == 1) {
      buffer.putInt(size).putInt(1);
    }
    return start;
  }

  private CopyWriter endOfArray(int start) {
    buffer.putInt(start, buffer.position() - start - 4);
    return this;
  }

  CopyWriter absent() {
    room(4).putInt(-1);
    return this;
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int wanted = buffer.position() + bytes;
      buffer = ByteBuffer.allocate(Math.max(wanted, 2 * buffer.capacity())).put(buffer.flip());
    }
    return buffer;
  }

  private void flush() throws SQLException {
    copy.writeToCopy(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  /** Ends the stream; gives the number of rows the server took. */
  long finish() throws SQLException {
    room(2).putShort((short) -1);
    flush();
    finished = true;
    return copy.endCopy();
  }

  /** Cancels the stream unless it was finished. */
  @Override
  public void close() throws SQLException {
    if (!finished && copy.isActive()) {
      copy.cancelCopy();
    }
  }
}
