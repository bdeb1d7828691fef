// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.vault.Erasure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes erased rows off the disk. Deleted rows stay in their tables until these are rewritten, and
 * in the write-ahead log until its files are written over: a checkpoint renames used files for
 * later, with what they hold. So the tables are rewritten, the log is switched, and every file that
 * waits is filled once with zeros, which is what a switch leaves behind.
 */
final class Rewriting {
  private static final Duration SILENCE = Duration.ofMinutes(30);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final int FIRST_WITH_MAINTAIN = 170_000;
  private static final String SEEN =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_xmin IS NOT NULL AND age(backend_xmin) >= age(?::text::xid)\
      """;
  private static final String WAITING =
      """
      SELECT count(*) FROM pg_ls_waldir()
      WHERE name ~ '^[0-9A-F]{24}$' AND name > pg_walfile_name(pg_current_wal_insert_lsn())\
      """;

  private Rewriting() {}

  /** Rewrites what the erasures touched; doing it again does no harm. */
  static void run(PostgresAccess eraser, List<Erasure> erasures, Duration patience) {
    try (Connection connection = eraser.openAs(LedgerSchema.MAINTAINER, SILENCE);
        Statement statement = connection.createStatement()) {
      if (number(statement, "SELECT current_setting('server_version_num')::int")
          < FIRST_WITH_MAINTAIN) {
        throw new LedgerException(
            "erased rows are rewritten by Postgres 17 or newer only: before, nobody but the owner"
                + " may rewrite a table");
      }
      for (Erasure each : erasures) {
        awaitUnseen(connection, each, patience);
      }
      Collection<String> touched = new TreeSet<>();
      erasures.forEach(each -> touched.addAll(each.touched()));
      for (String table : touched) {
        statement.execute("VACUUM (FULL, ANALYZE FALSE) " + table);
      }
      overwriteLog(statement);
    } catch (SQLException e) {
      throw Transaction.failure("rewriting", e);
    }
  }

  /** A snapshot older than the erasure still sees the rows, and rewriting would carry them over. */
  private static void awaitUnseen(Connection connection, Erasure erasure, Duration patience)
      throws SQLException {
    String xid = erasure.shreddedXid();
    long until = System.nanoTime() + patience.toNanos();
    try (PreparedStatement select = connection.prepareStatement(SEEN)) {
      select.setString(1, xid);
      while (count(select) > 0) {
        if (System.nanoTime() > until) {
          throw new LedgerException(
              Erasures.NOT_YET,
              "waiting for a reader that began before the erasure",
              new SQLException("still there after " + patience));
        }
        LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      }
    }
  }

  private static long count(PreparedStatement select) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void overwriteLog(Statement statement) throws SQLException {
    statement.execute("SELECT pg_switch_wal()");
    statement.execute("CHECKPOINT");
    long waiting = number(statement, WAITING);
    for (long i = 0; i <= waiting; i++) {
      statement.execute("SELECT pg_logical_emit_message(false, 'probity', '')");
      statement.execute("SELECT pg_switch_wal()");
    }
    statement.execute("CHECKPOINT");
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
