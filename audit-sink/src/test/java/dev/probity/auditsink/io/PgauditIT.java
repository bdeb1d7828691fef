// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** An installed Postgres with pgaudit logs what people type, and not what our services do. */
@EnabledIfSystemProperty(
    named = "probity.peers",
    matches = "true",
    disabledReason = "SKIPPED: an installed Postgres with pgaudit runs under --peers")
class PgauditIT {
  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
  private static final String SECRET = "for-tests-only";

  @TempDir private Path folder;

  private static List<Path> homes() throws IOException {
    if (!Files.isDirectory(INSTALLED)) {
      return List.of();
    }
    try (Stream<Path> homes = Files.list(INSTALLED)) {
      return homes.filter(home -> Files.exists(home.resolve("lib/pgaudit.so"))).toList();
    }
  }

  @Test
  void rawStatementsOfPeopleAreInTheServersLog() throws Exception {
    List<Path> homes = homes();
    assumeTrue(!homes.isEmpty(), "SKIPPED: no Postgres with pgaudit in " + INSTALLED);
    Path log = folder.resolve("server.log");
    Path bin = homes.getLast().resolve("bin");
    Path data = folder.resolve("data");
    int port = freePort();
    run(log, bin + "/initdb", "-D", data + "", "-U", "postgres", "-A", "trust").waitFor();
    Process server =
        run(
            log,
            bin + "/postgres",
            "-D",
            data + "",
            "-p",
            port + "",
            "-c",
            "shared_preload_libraries=pgaudit",
            "-c",
            "unix_socket_directories=");
    try {
      String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
      // Given
      try (Connection installer = connect(url);
          Statement statement = installer.createStatement()) {
        Map<String, String> passwords =
            Map.of(LedgerSchema.OWNER, SECRET, LedgerSchema.WRITER, SECRET);
        LedgerSchema.createRoles(installer, passwords);
        LedgerSchema.createRoles(installer, passwords);
        LedgerSchema.migrate(new PostgresAccess(url, LedgerSchema.OWNER, SECRET));
        statement.execute("CREATE ROLE alice LOGIN PASSWORD '" + SECRET + "'");
        statement.execute("GRANT probity_auditor TO alice");
      }

      // When
      count(url, LedgerSchema.WRITER, "SELECT count(*) AS of_the_sink FROM ledger.checkpoint");
      count(url, "alice", "SELECT count(*) AS typed_by_hand FROM query.requests_of('C-1')");

      // Then
      String text = Files.readString(log);
      assertTrue(text.contains("AUDIT: SESSION"), text);
      assertTrue(text.contains("typed_by_hand"), text);
      assertFalse(text.contains("of_the_sink"), text);
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  /** Postgres refuses to run as root; without a mapping of its own a user is nobody. */
  private static Process run(Path log, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(words));
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(0, List.of("unshare", "-U"));
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  /** A server that is not up yet refuses at once. */
  private static Connection connect(String url) throws SQLException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      try {
        return DriverManager.getConnection(url, "postgres", "");
      } catch (SQLException e) {
        if (System.nanoTime() > until) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      }
    }
  }

  private static void count(String url, String user, String query) throws SQLException {
    try (Connection open = DriverManager.getConnection(url, user, SECRET);
        Statement statement = open.createStatement();
        var row = statement.executeQuery(query)) {
      assertTrue(row.next());
      assertEquals(0, row.getLong(1));
    }
  }
}
