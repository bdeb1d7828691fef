// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywaySqlException;
import org.jspecify.annotations.Nullable;

/** Opens the ledger as the writer; before the first time it migrates, where it knows the owner. */
final class PostgresOpener implements LedgerOpener {
  private static final System.Logger LOG = System.getLogger(PostgresOpener.class.getName());
  private static final Duration SILENCE = Duration.ofSeconds(20);

  private final PostgresAccess writer;
  private final @Nullable PostgresAccess owner;
  private final @Nullable SubjectKeys keys;
  private boolean migrated;

  /**
   * An opener.
   *
   * @param owner who may migrate; null when somebody else sees to the tables
   * @param keys encrypt what is about people; null when nothing that comes is
   */
  PostgresOpener(
      PostgresAccess writer, @Nullable PostgresAccess owner, @Nullable SubjectKeys keys) {
    this.writer = writer;
    this.owner = owner;
    this.keys = keys;
  }

  @Override
  public OpenLedger open() {
    migrate();
    try {
      Connection connection = writer.open(SILENCE);
      try {
        ServerCheck.check(connection)
            .forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
        return new PostgresLedger(connection, keys);
      } catch (SQLException | LedgerException e) {
        Transaction.closeQuietly(connection);
        throw e;
      }
    } catch (SQLException e) {
      throw Transaction.failure("connecting as " + writer, e);
    }
  }

  private void migrate() {
    if (migrated || owner == null) {
      return;
    }
    try {
      LedgerSchema.migrate(owner);
      migrated = true;
    } catch (FlywaySqlException e) {
      throw Transaction.failure("migrating as " + owner, sqlCause(e));
    } catch (FlywayException e) {
      throw new LedgerException("migration refused: " + e.getMessage());
    }
  }

  private static SQLException sqlCause(FlywaySqlException failure) {
    return failure.getCause() instanceof SQLException cause
        ? cause
        : new SQLException(String.valueOf(failure.getMessage()), failure);
  }
}
