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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One real server for all ITs of a run, durable as in production; a fresh database per caller. */
final class TestPostgres {
  private static final String SECRET = "for-tests-only";
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final Supplier<EmbeddedPostgres> server;
  private final String database;

  private TestPostgres(Supplier<EmbeddedPostgres> server, String database) {
    this.server = server;
    this.database = database;
  }

  private static final class Server {
    static final EmbeddedPostgres RUNNING = start("2GB");

    static EmbeddedPostgres start(String mostLog) {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("shared_buffers", "256MB")
            .setServerConfig("max_wal_size", mostLog)
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
      create(() -> Server.RUNNING, NAME, "template1").migrate();
      return NAME;
    }

    private static final String READY = migrated();
  }

  /** A fresh database with roles and tables. */
  static TestPostgres migrated() {
    return create(() -> Server.RUNNING, "ledger_" + DATABASES.incrementAndGet(), Template.READY);
  }

  /** A database of a server of its own, with a short write-ahead log. */
  static TestPostgres alone() {
    EmbeddedPostgres own = Server.start("96MB");
    TestPostgres postgres = create(() -> own, "ledger_alone", "template1");
    postgres.migrate();
    return postgres;
  }

  /** A copy as it is now on the same server, like a backup restored; nobody may be connected. */
  TestPostgres beside() {
    String fresh = "ledger_" + DATABASES.incrementAndGet();
    return create(server, fresh, database);
  }

  /** A fresh database with roles only. */
  static TestPostgres empty() {
    return create(() -> Server.RUNNING, "ledger_" + DATABASES.incrementAndGet(), "template1");
  }

  private static TestPostgres create(
      Supplier<EmbeddedPostgres> server, String database, String template) {
    TestPostgres postgres = new TestPostgres(server, database);
    try (Connection installer = postgres.connect("postgres");
        Statement statement = installer.createStatement()) {
      statement.execute("CREATE DATABASE " + database + " TEMPLATE " + template);
    } catch (SQLException e) {
      throw new IllegalStateException("no database " + database, e);
    }
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
              SECRET,
              LedgerSchema.ERASER,
              SECRET));
    } catch (SQLException e) {
      throw new IllegalStateException("no roles in " + database, e);
    }
    return postgres;
  }

  private void migrate() {
    LedgerSchema.migrate(owner());
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), "postgres", "postgres");
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + server.get().getPort() + "/" + database;
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

  PostgresAccess eraser() {
    return new PostgresAccess(url(), LedgerSchema.ERASER, SECRET);
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
    return openLedger(null, Examples.NOW);
  }

  /** With the months around a time. */
  PostgresLedger openLedger(long now) {
    return openLedger(null, now);
  }

  PostgresLedger openLedger(@Nullable SubjectKeys keys) {
    return openLedger(keys, Examples.NOW);
  }

  PostgresLedger openLedger(@Nullable SubjectKeys keys, long now) {
    try {
      PostgresLedger ledger = new PostgresLedger(writer().open(Duration.ofSeconds(20)), keys);
      ledger.maintain(now);
      return ledger;
    } catch (SQLException e) {
      throw new IllegalStateException("no connection of the writer", e);
    }
  }
}
