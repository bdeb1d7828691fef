// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import java.sql.Connection;
import java.sql.SQLException;

/** Runs work in one database transaction and turns the driver's exceptions into the ledger's. */
final class Transaction {
  private Transaction() {}

  /** Work on a connection. */
  @FunctionalInterface
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Commits what the work did, or rolls it back when it throws. */
  static <T> T run(Connection connection, String doing, Work<T> work) {
    try {
      T result = work.run(connection);
      connection.commit();
      return result;
    } catch (SQLException e) {
      rollBackQuietly(connection);
      throw failure(doing, e);
    } catch (LedgerException e) {
      rollBackQuietly(connection);
      throw e;
    }
  }

  static LedgerException failure(String doing, SQLException cause) {
    String state = cause.getSQLState();
    return new LedgerException(state == null ? "" : state, doing, cause);
  }

  private static void rollBackQuietly(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The connection is gone, and with it the transaction: the first failure is the one to tell.
      closeQuietly(connection);
    }
  }

  static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      System.getLogger(Transaction.class.getName())
          .log(System.Logger.Level.DEBUG, "closing failed with SQLSTATE " + e.getSQLState());
    }
  }
}
