// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a server must promise before it may hold a ledger: that a commit is on disk, and that this
 * login can append and nothing else.
 */
final class ServerCheck {
  private static final String QUERY =
      """
      SELECT current_setting('fsync'), current_setting('synchronous_commit'),
        current_setting('full_page_writes'), current_setting('data_checksums'),
        current_setting('server_version_num')::int,
        (SELECT rolsuper FROM pg_roles WHERE rolname = session_user),
        coalesce((SELECT pg_has_role(session_user, relowner, 'MEMBER') FROM pg_class
          WHERE oid = to_regclass('ledger.entry')), true),
        coalesce(has_table_privilege('ledger.entry', 'INSERT')
          AND has_table_privilege('ledger.body', 'INSERT')
          AND has_column_privilege('ledger.tree', 'size', 'UPDATE')
          AND has_column_privilege('ledger.sink_offset', 'next', 'UPDATE'), false),
        coalesce(has_table_privilege('ledger.entry', 'UPDATE, DELETE, TRUNCATE'), true)\
      """;
  private static final int OLDEST = 150_000;

  private ServerCheck() {}

  /**
   * Refuses an unsafe server.
   *
   * @return warnings that do not stop the sink
   */
  static List<String> check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      row.next();
      List<String> refusals = new ArrayList<>();
      expect(refusals, "fsync", row.getString(1), Set.of("on"));
      expect(refusals, "synchronous_commit", row.getString(2), Set.of("on", "remote_apply"));
      expect(refusals, "full_page_writes", row.getString(3), Set.of("on"));
      if (row.getInt(5) < OLDEST) {
        refusals.add("server_version_num is " + row.getInt(5) + ", expected 150000 or more");
      }
      if (row.getBoolean(6) || row.getBoolean(7)) {
        refusals.add("the writer's login is a superuser or owns the tables");
      }
      if (!row.getBoolean(8) || row.getBoolean(9)) {
        refusals.add("the writer's grants are not exactly those of the migration");
      }
      if (!refusals.isEmpty()) {
        throw new LedgerException("unsafe server: " + String.join("; ", refusals));
      }
      return row.getString(4).equals("on")
          ? List.of()
          : List.of("data_checksums are off: a damaged page is noticed late");
    }
  }

  private static void expect(
      List<String> refusals, String setting, String found, Set<String> accepted) {
    if (!accepted.contains(found)) {
      refusals.add(setting + " is " + found + ", expected " + String.join(" or ", accepted));
    }
  }
}
