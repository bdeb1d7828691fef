// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * What Postgres can take in at most: the same bytes as plain rows by binary COPY, without tree,
 * commitments or fence, in a logged table of its own that is dropped afterwards.
 */
public final class CopyLimit {
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final int ROWS_PER_TRANSACTION = 2_000;
  private static final String TABLE =
      """
      CREATE SCHEMA bench;
      CREATE TABLE bench.record (
        idx bigint PRIMARY KEY, part int NOT NULL, off bigint NOT NULL, value bytea NOT NULL,
        UNIQUE (part, off))\
      """;

  private CopyLimit() {}

  /**
   * Copies rows in transactions of 2,000.
   *
   * @param owner a login that may create a schema
   * @param values the bytes of some records, taken again and again
   * @param rows how many rows to write
   * @return rows per second, commits included
   */
  public static double rowsPerSecond(PostgresAccess owner, List<byte[]> values, int rows)
      throws IOException {
    try (Connection connection = owner.open(SILENCE)) {
      connection.setAutoCommit(false);
      execute(connection, "DROP SCHEMA IF EXISTS bench CASCADE");
      execute(connection, TABLE);
      long began = System.nanoTime();
      for (int from = 0; from < rows; from += ROWS_PER_TRANSACTION) {
        copy(connection, values, from, Math.min(rows, from + ROWS_PER_TRANSACTION));
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      execute(connection, "DROP SCHEMA bench CASCADE");
      return rows / seconds;
    } catch (SQLException e) {
      throw new IOException("plain COPY failed with SQLSTATE " + e.getSQLState(), e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    connection.commit();
  }

  private static void copy(Connection connection, List<byte[]> values, int from, int to)
      throws SQLException {
    try (CopyWriter out =
        new CopyWriter(connection, "bench.record", "idx", "part", "off", "value")) {
      for (int row = from; row < to; row++) {
        out.row().int8(row).int4(row % 4).int8(row).bytes(values.get(row % values.size()));
      }
      out.finish();
    }
    connection.commit();
  }
}
