// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.Examples;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One real server for all ITs of a run, durable as in production; a fresh database per caller. */
final class TestPostgres {
  private static final String SECRET = "for-tests-only";
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final String database;

  private TestPostgres(String database) {
    this.database = database;
  }

  private static final class Server {
    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("shared_buffers", "256MB")
            .setServerConfig("max_wal_size", "2GB")
            .setPGStartupWait(Duration.ofSeconds(60))
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException("no Postgres for the tests", e);
      }
    }
  }

  /** A database that is migrated once; all others are copies of it. */
  private static final class Template {
    static final String NAME = "ledger_template";

    static String migrated() {
      create(NAME, "template1").migrate();
      return NAME;
    }

    private static final String READY = migrated();
  }

  /** A fresh database with roles and tables. */
  static TestPostgres migrated() {
    return create("ledger_" + DATABASES.incrementAndGet(), Template.READY);
  }

  /** A fresh database with roles only. */
  static TestPostgres empty() {
    return create("ledger_" + DATABASES.incrementAndGet(), "template1");
  }

  /** A copy as it is now, like a backup that was restored; nobody may be connected. */
  TestPostgres copied() {
    return create("ledger_" + DATABASES.incrementAndGet(), database);
  }

  private static TestPostgres create(String database, String template) {
    try (Connection installer = connect("postgres");
        Statement statement = installer.createStatement()) {
      statement.execute("CREATE DATABASE " + database + " TEMPLATE " + template);
    } catch (SQLException e) {
      throw new IllegalStateException("no database " + database, e);
    }
    TestPostgres postgres = new TestPostgres(database);
    try (Connection installer = postgres.superuser()) {
      LedgerSchema.createRoles(
          installer,
          Map.of(
              LedgerSchema.OWNER,
              SECRET,
              LedgerSchema.WRITER,
              SECRET,
              LedgerSchema.READER,
              SECRET,
              LedgerSchema.RETENTION,
              SECRET));
    } catch (SQLException e) {
      throw new IllegalStateException("no roles in " + database, e);
    }
    return postgres;
  }

  private void migrate() {
    LedgerSchema.migrate(owner());
  }

  private static Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), "postgres", "postgres");
  }

  private static String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + Server.RUNNING.getPort() + "/" + database;
  }

  String url() {
    return url(database);
  }

  Connection superuser() throws SQLException {
    return connect(database);
  }

  PostgresAccess owner() {
    return new PostgresAccess(url(), LedgerSchema.OWNER, SECRET);
  }

  PostgresAccess writer() {
    return new PostgresAccess(url(), LedgerSchema.WRITER, SECRET);
  }

  PostgresAccess reader() {
    return new PostgresAccess(url(), LedgerSchema.READER, SECRET);
  }

  PostgresAccess retention() {
    return new PostgresAccess(url(), LedgerSchema.RETENTION, SECRET);
  }

  /** Runs a statement as the superuser, triggers off: what an attacker with all rights can do. */
  void tamper(String sql) {
    try (Connection superuser = superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  PostgresLedger openLedger() {
    return openLedger(Examples.NOW);
  }

  /** With the months around a time. */
  PostgresLedger openLedger(long now) {
    try {
      PostgresLedger ledger = new PostgresLedger(writer().open(Duration.ofSeconds(20)));
      ledger.maintain(now);
      return ledger;
    } catch (SQLException e) {
      throw new IllegalStateException("no connection of the writer", e);
    }
  }
}
