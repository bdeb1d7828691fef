// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Rows from the binary form of {@code COPY (…) TO STDOUT}, one at a time, fields in order. */
final class CopyReader implements AutoCloseable {
  private static final int HEADER = 19;

  private final CopyOut copy;
  private ByteBuffer row = ByteBuffer.allocate(0);
  private boolean started;

  CopyReader(Connection connection, String query) throws SQLException {
    String sql = "COPY (" + query + ") TO STDOUT (FORMAT binary)";
    this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
  }

  /** Steps to the next row; false when there is none. */
  boolean next() throws SQLException {
    byte[] message = copy.readFromCopy();
    if (message == null) {
      return false;
    }
    row = ByteBuffer.wrap(message);
    if (!started) {
      started = true;
      row.position(HEADER);
      if (!row.hasRemaining()) {
        return next();
      }
    }
    return row.getShort() >= 0 || next();
  }

  int int2() {
    row.getInt();
    return row.getShort();
  }

  int int4() {
    row.getInt();
    return row.getInt();
  }

  long int8() {
    row.getInt();
    return row.getLong();
  }

  byte @Nullable [] bytes() {
    int length = row.getInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    row.get(bytes);
    return bytes;
  }

  @Nullable String text() {
    byte[] bytes = bytes();
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  /** Cancels what was not read. */
  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }
}
