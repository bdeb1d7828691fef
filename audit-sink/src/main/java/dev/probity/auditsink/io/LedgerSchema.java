// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** The ledger's roles and tables: created by an installer and the owner, never by the sink. */
public final class LedgerSchema {
  /** Owns the tables; needed for migrations only. */
  public static final String OWNER = "probity_owner";

  /** The sink: appends. */
  public static final String WRITER = "probity_writer";

  /** Our own reading commands. */
  public static final String READER = "probity_reader";

  /** Drops what is older than its retention. */
  public static final String RETENTION = "probity_retention";

  /** Erases people and holds their records: calls functions, reads no table. */
  public static final String ERASER = "probity_eraser";

  static final String MAINTAINER = "probity_maintainer";
  static final String PROJECTOR = "probity_projector";
  static final String BODY_READER = "probity_body_reader";

  private static final List<String> MIGRATIONS =
      List.of(
          "V1__ledger.sql",
          "V2__query.sql",
          "V3__witness.sql",
          "V4__auditor.sql",
          "V5__vault.sql",
          "V6__retention.sql",
          "V7__stamps.sql");

  private LedgerSchema() {}

  /**
   * Creates the roles that do not exist yet and sets passwords.
   *
   * @param installer a connection that may create roles
   * @param passwords password by login: {@link #OWNER}, {@link #WRITER}, {@link #READER}, {@link
   *     #ERASER}
   */
  public static void createRoles(Connection installer, Map<String, String> passwords)
      throws SQLException {
    try (Statement statement = installer.createStatement()) {
      statement.execute(resource("roles.sql"));
      for (Map.Entry<String, String> each : passwords.entrySet()) {
        statement.execute(
            "ALTER ROLE %s PASSWORD %s"
                .formatted(
                    statement.enquoteIdentifier(each.getKey(), false),
                    statement.enquoteLiteral(each.getValue())));
      }
    }
  }

  /** Brings the tables to the newest version; running it again changes nothing. */
  public static void migrate(PostgresAccess owner) {
    Flyway.configure()
        .dataSource(owner.url(), owner.user(), owner.password())
        .schemas("ledger", "query")
        .table("schema_history")
        .resourceProvider(new OwnResources())
        .connectRetries(5)
        .load()
        .migrate();
  }

  private static String resource(String name) {
    try (InputStream in = LedgerSchema.class.getResourceAsStream("/db/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the build lacks db/" + name);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hands over the scripts by name: no class path scan, whatever loads this class. */
  private static final class OwnResources implements ResourceProvider {
    @Override
    public @Nullable LoadableResource getResource(String name) {
      return MIGRATIONS.contains(name) ? new Script(name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
      return MIGRATIONS.stream()
          .filter(name -> name.startsWith(prefix))
          .filter(name -> List.of(suffixes).stream().anyMatch(name::endsWith))
          .<LoadableResource>map(Script::new)
          .toList();
    }
  }

  private static final class Script extends LoadableResource {
    private final String name;

    Script(String name) {
      this.name = name;
    }

    @Override
    public Reader read() {
      return new StringReader(resource(name));
    }

    @Override
    public String getAbsolutePath() {
      return "db/" + name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return "db/" + name;
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return name;
    }
  }
}
