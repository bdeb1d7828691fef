// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Signed heads as they are handed out: with the cosignatures that came in later. */
final class SignedHeads {
  /** A note of {@code ledger.checkpoint c} followed by the lines of its witnesses. */
  static final String NOTE =
      """
      c.note || coalesce((SELECT string_agg(k.line, ''::bytea ORDER BY k.witness)
        FROM ledger.cosignature k WHERE k.size = c.size), ''::bytea)\
      """;

  private static final String NEWEST =
      "SELECT c.size, " + NOTE + " FROM ledger.checkpoint c ORDER BY c.size DESC LIMIT 1";

  private static final String STRONGEST =
      "SELECT c.size, "
          + NOTE
          + """
           FROM ledger.checkpoint c WHERE c.size > ?
          ORDER BY EXISTS (SELECT FROM ledger.cosignature k WHERE k.size = c.size) DESC,
            c.size DESC LIMIT 1\
          """;

  private SignedHeads() {}

  /** A head as it is handed out. */
  static final class Head {
    private final long size;
    private final byte[] note;

    private Head(long size, byte[] note) {
      this.size = size;
      this.note = note;
    }

    long size() {
      return size;
    }

    byte[] note() {
      return note;
    }
  }

  /** The newest head, null before the first. */
  static @Nullable Head newest(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(NEWEST);
        ResultSet row = select.executeQuery()) {
      return row.next() ? new Head(row.getLong(1), row.getBytes(2)) : null;
    }
  }

  /** The newest cosigned head over an idx, else the newest one over it; null when there is none. */
  static @Nullable Head strongest(Connection connection, long idx) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(STRONGEST)) {
      select.setLong(1, idx);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? new Head(row.getLong(1), row.getBytes(2)) : null;
      }
    }
  }
}
