// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * A real Postgres server, unpacked from a Maven artefact, that keeps its data and flushes every
 * commit. It listens on loopback only, has no unix socket and admits nobody without a password.
 */
public final class EmbeddedPostgres implements Closeable {
  private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class);
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
  private static final int LOG_TAIL = 20;
  private static final int OLDEST_SERVER = 150_000;
  private static final String INSTALLER = "postgres";

  /** What an audit ledger needs of its database, whoever runs it. */
  private static final Map<String, String> REQUIRED =
      Map.of(
          "fsync", "on",
          "synchronous_commit", "on",
          "wal_level", "logical",
          "full_page_writes", "on",
          "data_checksums", "on");

  private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;
  private final Cluster cluster;
  private final Map<String, String> shown;

  private EmbeddedPostgres(
      io.zonky.test.db.postgres.embedded.EmbeddedPostgres server,
      Cluster cluster,
      Map<String, String> shown) {
    this.server = server;
    this.cluster = cluster;
    this.shown = shown;
  }

  /**
   * Where a cluster lives.
   *
   * @param folder its data, kept over restarts
   * @param port on loopback
   * @param passwordFile the installer's password, in a file only the owner can read
   * @param log the server's output is appended here
   * @param binaries where the server's programs are unpacked once for all clusters
   */
  public record Cluster(Path folder, int port, Path passwordFile, Path log, Path binaries) {
    private String password() throws IOException {
      return Files.readString(passwordFile).strip();
    }
  }

  /**
   * Starts the server, or says why this machine cannot.
   *
   * @throws RefusedStartException when the machine does not allow it, or when the server runs with
   *     settings that could lose a commit
   */
  public static EmbeddedPostgres start(Cluster cluster) throws IOException {
    return start(cluster, START_PATIENCE);
  }

  static EmbeddedPostgres start(Cluster cluster, Duration patience) throws IOException {
    RootCheck.requireUsable();
    stopOrphan(cluster.folder());
    Files.createDirectories(cluster.binaries());
    PrivateFiles.folder(cluster.folder());
    PrivateFiles.touch(cluster.log());
    io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;
    try {
      server = builder(cluster, patience).start();
    } catch (IOException | IllegalStateException failed) {
      throw new IOException(
          "Postgres did not start in "
              + cluster.folder()
              + "; the last lines of "
              + cluster.log()
              + ":\n"
              + tail(cluster.log()),
          failed);
    }
    try {
      return new EmbeddedPostgres(server, cluster, verified(server));
    } catch (RefusedStartException refused) {
      server.close();
      throw refused;
    } catch (SQLException failed) {
      server.close();
      throw new IOException("Postgres started in " + cluster.folder() + " but is silent", failed);
    }
  }

  /** The settings found on the running server, by name. */
  public Map<String, String> settings() {
    return shown;
  }

  /** The address of a database, without user or password. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + cluster.port() + "/" + database;
  }

  /** Creates the database if it does not exist and runs the script in it as the installer. */
  public void install(String database, String script) throws IOException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        PreparedStatement exists =
            connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
      exists.setString(1, database);
      boolean found;
      try (ResultSet row = exists.executeQuery()) {
        found = row.next();
      }
      if (!found) {
        try (Statement create = connection.createStatement()) {
          create.execute("CREATE DATABASE " + quoted(database));
        }
      }
    } catch (SQLException failed) {
      throw new IOException("the database " + database + " could not be made", failed);
    }
    try (Connection connection = server.getDatabase(INSTALLER, database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(script);
    } catch (SQLException failed) {
      throw new IOException("the database " + database + " could not be prepared", failed);
    }
  }

  /** Lets a role log in with this password; the server keeps its SCRAM verifier only. */
  public void setPassword(String role, String password) throws IOException {
    if (!password.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException(
          "the password of " + role + " is no random secret of ours");
    }
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER ROLE " + quoted(role) + " PASSWORD '" + password + "'");
    } catch (SQLException failed) {
      throw new IOException("the password of " + role + " could not be set", failed);
    }
  }

  /** Stops the server without waiting for clients, and returns when its process is gone. */
  @Override
  public void close() throws IOException {
    Postmaster running = Postmaster.read(cluster.folder());
    server.close();
    if (running != null && !running.awaitEnd(STOP_PATIENCE)) {
      LOG.warnf("Postgres is still stopping: pid=%d", running.pid());
    }
  }

  private static io.zonky.test.db.postgres.embedded.EmbeddedPostgres.Builder builder(
      Cluster cluster, Duration patience) throws IOException {
    var builder =
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
            .setDataDirectory(cluster.folder())
            .setCleanDataDirectory(false)
            .setPort(cluster.port())
            .setRegisterShutdownHook(false)
            .setOverrideWorkingDirectory(cluster.binaries().toFile())
            .setPGStartupWait(patience)
            .setOutputRedirector(ProcessBuilder.Redirect.appendTo(cluster.log().toFile()))
            .setErrorRedirector(ProcessBuilder.Redirect.appendTo(cluster.log().toFile()))
            .setConnectConfig("password", cluster.password())
            // Options of initdb: the cluster never exists without a password.
            .setLocaleConfig("pwfile", cluster.passwordFile().toString())
            .setLocaleConfig("auth-host", "scram-sha-256")
            .setLocaleConfig("locale", "C.UTF-8")
            .setDataDirectoryCustomizer(folder -> admitPasswordsOnly(folder.toPath()));
    serverSettings().forEach(builder::setServerConfig);
    return builder;
  }

  private static Map<String, String> serverSettings() {
    Map<String, String> settings = new LinkedHashMap<>();
    // The library itself starts with -F and synchronous_commit=off; these win.
    settings.put("fsync", "on");
    settings.put("synchronous_commit", "on");
    settings.put("wal_level", "logical");
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("unix_socket_directories", "");
    settings.put("password_encryption", "scram-sha-256");
    settings.put("max_slot_wal_keep_size", "1GB");
    settings.put("max_connections", "40");
    settings.put("shared_buffers", "96MB");
    settings.put("max_wal_size", "2GB");
    settings.put("jit", "off");
    settings.put("log_min_duration_statement", "-1");
    return settings;
  }

  private static void admitPasswordsOnly(Path folder) {
    Path file = folder.resolve("pg_hba.conf");
    try {
      Files.writeString(file, "host all all 127.0.0.1/32 scram-sha-256\n");
    } catch (IOException failed) {
      throw new IllegalStateException(file + " could not be written", failed);
    }
  }

  /**
   * A server outlives a killed JVM, and the library would connect to it with its old settings and
   * call that a start. It is stopped instead.
   */
  static void stopOrphan(Path folder) throws IOException {
    Postmaster running = Postmaster.read(folder);
    if (running == null) {
      return;
    }
    if (!running.isOurs()) {
      Files.deleteIfExists(folder.resolve(Postmaster.FILE));
      LOG.infof("deleted a stale %s: pid=%d", Postmaster.FILE, running.pid());
      return;
    }
    running.interrupt();
    if (!running.awaitEnd(STOP_PATIENCE)) {
      throw new RefusedStartException(
          "an earlier Postgres still runs in "
              + folder
              + " as process "
              + running.pid()
              + "\nMaybe end it with: kill -INT "
              + running.pid());
    }
    LOG.infof("stopped orphan Postgres: pid=%d", running.pid());
  }

  private static Map<String, String> verified(
      io.zonky.test.db.postgres.embedded.EmbeddedPostgres server) throws SQLException {
    Map<String, String> shown = new LinkedHashMap<>();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT name, setting FROM pg_settings")) {
      while (rows.next()) {
        shown.put(rows.getString(1), rows.getString(2));
      }
    }
    REQUIRED.forEach(
        (name, wanted) -> {
          String found = shown.get(name);
          if (!wanted.equals(found)) {
            throw new RefusedStartException(
                "Postgres runs with " + name + "=" + found + ", the ledger needs " + wanted);
          }
        });
    int version = Integer.parseInt(shown.getOrDefault("server_version_num", "0"));
    if (version < OLDEST_SERVER) {
      throw new RefusedStartException(
          "Postgres is version " + version + ", the ledger needs " + OLDEST_SERVER + " or newer");
    }
    return Map.copyOf(shown);
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
