// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger's database as it is started here: nothing is lost, nobody gets in by accident. */
class EmbeddedPostgresIT {
  private static final String ROLES =
      "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'clerk')"
          + " THEN CREATE ROLE clerk LOGIN; END IF; END $$;"
          + "CREATE TABLE IF NOT EXISTS note (line text); GRANT ALL ON note TO clerk;";

  @TempDir private Path folder;
  private EmbeddedPostgres.Cluster cluster;

  @BeforeEach
  void emptyCluster() throws IOException {
    Path passwordFile = folder.resolve("installer");
    PrivateFiles.once(passwordFile, PrivateFiles::randomSecret);
    cluster =
        new EmbeddedPostgres.Cluster(
            folder.resolve("data"),
            Ports.anyFree(new Random()).postgres(),
            passwordFile,
            folder.resolve("postgres.log"),
            UserCache.postgresBinaries());
  }

  @Test
  void flushesEveryCommitAndListensOnLoopbackOnly() throws Exception {
    // Given
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(cluster)) {

      // When
      var settings = postgres.settings();

      // Then
      assertEquals("on", settings.get("fsync"));
      assertEquals("on", settings.get("synchronous_commit"));
      assertEquals("on", settings.get("full_page_writes"));
      assertEquals("on", settings.get("data_checksums"));
      assertEquals("logical", settings.get("wal_level"));
      assertEquals("127.0.0.1", settings.get("listen_addresses"));
      assertEquals("", settings.get("unix_socket_directories"));
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cluster.log())));
    }
    assertTrue(Files.readString(cluster.log()).contains("database system is shut down"));
  }

  @Test
  void admitsNobodyWithoutTheRightPassword() throws Exception {
    // Given
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(cluster)) {
      postgres.install("probity", ROLES);
      postgres.setPassword("clerk", "right");

      // When
      SQLException missing = assertThrows(SQLException.class, () -> connect(postgres, "clerk", ""));
      SQLException wrong =
          assertThrows(SQLException.class, () -> connect(postgres, "clerk", "wrong"));
      SQLException installer =
          assertThrows(SQLException.class, () -> connect(postgres, "postgres", "wrong"));

      // Then
      assertEquals("08004", missing.getSQLState());
      assertEquals("28P01", wrong.getSQLState());
      assertEquals("28P01", installer.getSQLState());
      connect(postgres, "clerk", "right").close();
      assertEquals(
          "host all all 127.0.0.1/32 scram-sha-256\n",
          Files.readString(cluster.folder().resolve("pg_hba.conf")));
      try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
        assertTrue(files.noneMatch(file -> file.endsWith(".s.PGSQL." + cluster.port())));
      }
    }
  }

  @Test
  void keepsRowsOverARestartAndInstallsAgainWithoutHarm() throws Exception {
    // Given
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(cluster)) {
      postgres.install("probity", ROLES);
      postgres.setPassword("clerk", "first");
      execute(postgres, "first", "INSERT INTO note VALUES ('kept')");
    }

    // When
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(cluster)) {
      postgres.install("probity", ROLES);
      postgres.setPassword("clerk", "second");

      // Then
      assertEquals("kept", read(postgres, "second"));
    }
  }

  @Test
  void stopsAnOrphanBeforeItStartsAgain() throws Exception {
    // Given
    Process killed = SeparateServer.postgres(cluster);
    long orphan = Objects.requireNonNull(Postmaster.read(cluster.folder())).pid();
    killed.destroyForcibly().waitFor();
    assertTrue(ProcessHandle.of(orphan).map(ProcessHandle::isAlive).orElse(false));

    // When
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(cluster)) {

      // Then
      long fresh = Objects.requireNonNull(Postmaster.read(cluster.folder())).pid();
      assertFalse(ProcessHandle.of(orphan).map(ProcessHandle::isAlive).orElse(false));
      assertTrue(fresh != orphan);
      assertEquals("on", postgres.settings().get("fsync"));
    }
  }

  @Test
  void startsOverAStalePidFileAndWithALogicalSlot() throws Exception {
    // Given
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(cluster)) {
      postgres.install(
          "probity", "SELECT pg_create_logical_replication_slot('capture', 'pgoutput')");
    }
    Files.writeString(
        cluster.folder().resolve(Postmaster.FILE),
        ProcessHandle.current().pid() + "\n" + cluster.folder() + "\n");

    // When
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(cluster)) {

      // Then
      assertEquals("1024", postgres.settings().get("max_slot_wal_keep_size"));
      Postmaster running = Objects.requireNonNull(Postmaster.read(cluster.folder()));
      assertFalse(running.awaitEnd(Duration.ZERO));
    }
  }

  @Test
  void showsTheServersOwnLastWordsWhenItDoesNotStart() throws Exception {
    // Given
    EmbeddedPostgres.start(cluster).close();
    Files.writeString(cluster.folder().resolve("postgresql.conf"), "no such setting = 1\n");

    // When
    IOException refused =
        assertThrows(
            IOException.class, () -> EmbeddedPostgres.start(cluster, Duration.ofSeconds(1)));

    // Then
    assertTrue(refused.getMessage().contains("syntax error in file"), refused.getMessage());
  }

  private Connection connect(EmbeddedPostgres postgres, String user, String password)
      throws SQLException {
    return DriverManager.getConnection(postgres.url("probity"), user, password);
  }

  private void execute(EmbeddedPostgres postgres, String password, String sql) throws SQLException {
    try (Connection connection = connect(postgres, "clerk", password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String read(EmbeddedPostgres postgres, String password) throws SQLException {
    try (Connection connection = connect(postgres, "clerk", password);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT string_agg(line, ',') FROM note")) {
      rows.next();
      return rows.getString(1);
    }
  }
}
