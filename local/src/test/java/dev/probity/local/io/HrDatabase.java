// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A company's own Postgres with its table of candidates, prepared as the how-to page says. */
final class HrDatabase implements Closeable {
  private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
  private static final String TABLES =
      """
      CREATE SCHEMA hr;
      CREATE TABLE hr.candidates (
        id text PRIMARY KEY, CIT smallint, COW smallint, INDP int, OCCP int, HICOV smallint,
        WKWN smallint, WKHP numeric(4,1), AGEP int, degree text, SEX smallint, RAC1P smallint,
        note text);
      CREATE TABLE hr.outbox (id uuid PRIMARY KEY, type text NOT NULL, payload jsonb NOT NULL);
      """;

  private final EmbeddedPostgres.Cluster cluster;
  private EmbeddedPostgres server;

  private HrDatabase(EmbeddedPostgres.Cluster cluster) throws IOException {
    this.cluster = cluster;
    this.server = EmbeddedPostgres.start(cluster);
  }

  /** A server with empty tables, a publication, and the role of ingest with this password. */
  static HrDatabase start(Path folder, String password) throws IOException {
    Files.createDirectories(folder);
    Path installer = folder.resolve("installer");
    PrivateFiles.once(installer, PrivateFiles::randomSecret);
    HrDatabase database =
        new HrDatabase(
            new EmbeddedPostgres.Cluster(
                folder.resolve("data"),
                Ports.anyFree(new Random()).postgres(),
                installer,
                folder.resolve("postgres.log"),
                UserCache.postgresBinaries()));
    String page =
        Files.readString(
            Path.of(System.getProperty("probity.root", ".."))
                .resolve("docs/how-to/capture-from-postgres.md"));
    Matcher setup = SQL.matcher(page);
    assertTrue(setup.find(), "the page has no SQL");
    database.server.install("hr", quoted(TABLES) + setup.group(1).replace("change-me", password));
    return database;
  }

  /** The profile's names are in capitals, which Postgres keeps only when they are quoted. */
  private static String quoted(String sql) {
    return sql.replaceAll("\\b(CIT|COW|INDP|OCCP|HICOV|WKWN|WKHP|AGEP|SEX|RAC1P)\\b", "\"$1\"");
  }

  String url() {
    return server.url("hr");
  }

  void password(String password) throws IOException {
    server.setPassword("probity_capture", password);
  }

  /** Adds a candidate of this age; the commit is on the disk when this returns. */
  void insert(String id, int age) throws SQLException, IOException {
    try (Clerk clerk = clerk()) {
      clerk.insert(id, age);
    }
  }

  /** Somebody who adds candidates over one connection. */
  Clerk clerk() throws SQLException, IOException {
    return new Clerk(connect());
  }

  /** One connection. */
  static final class Clerk implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement insert;

    private Clerk(Connection connection) throws SQLException {
      this.connection = connection;
      this.insert =
          connection.prepareStatement(
              "INSERT INTO hr.candidates"
                  + " VALUES (?, 1, 1, 170, 10, 1, 52, 40.0, ?, 'BSC', 1, 1, 'private')");
    }

    void insert(String id, int age) throws SQLException {
      insert.setString(1, id);
      insert.setInt(2, age);
      insert.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  void execute(String sql) throws SQLException, IOException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(quoted(sql));
    }
  }

  /** The first cell of the first row; empty when there is none. */
  String ask(String sql) throws SQLException, IOException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }

  private Connection connect() throws SQLException, IOException {
    String password = Files.readString(cluster.passwordFile()).strip();
    return DriverManager.getConnection(server.url("hr"), "postgres", password);
  }

  /** The server drops everything and flushes nothing, and is started again. */
  void crash() throws IOException, InterruptedException {
    Postmaster running = Objects.requireNonNull(Postmaster.read(cluster.folder()));
    Signals.send("QUIT", running.pid());
    assertTrue(running.awaitEnd(Duration.ofSeconds(10)), "Postgres did not stop");
    // The library is surprised, at length, that there is nothing left to stop.
    Logger library = Logger.getLogger("io.zonky.test.db.postgres.embedded.EmbeddedPostgres");
    library.setLevel(Level.OFF);
    server.close();
    library.setLevel(null);
    server = EmbeddedPostgres.start(cluster);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
