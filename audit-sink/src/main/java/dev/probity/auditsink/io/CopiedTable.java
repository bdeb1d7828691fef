// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A table whose rows come by binary COPY, a third of the cost of an insert. COPY cannot say what to
 * do about a row that is there already; such rows are rare, so they are looked for only when the
 * server has refused one.
 */
final class CopiedTable<T> {
  private static final String UNIQUE_VIOLATION = "23505";

  private final String table;
  private final List<String> names = new ArrayList<>();
  private final List<Field<T>> fields = new ArrayList<>();

  /** Writes one field of a row. */
  interface Field<T> {
    void write(CopyWriter out, T row) throws SQLException;
  }

  CopiedTable(String table) {
    this.table = table;
  }

  CopiedTable<T> column(String name, Field<T> field) {
    names.add(name);
    fields.add(field);
    return this;
  }

  /** Appends the rows; none of them may be there. */
  void append(Connection connection, List<T> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (CopyWriter out = new CopyWriter(connection, table, names.toArray(String[]::new))) {
      for (T row : rows) {
        out.row();
        for (Field<T> field : fields) {
          field.write(out, row);
        }
      }
      out.finish();
    }
  }

  /**
   * Appends the rows whose key neither the table nor an earlier one of them has.
   *
   * @param key name of the unique {@code bytea} column
   * @param keyOf its value, as lowercase hex digits
   * @return how many were appended
   */
  int appendFirst(Connection connection, List<T> rows, String key, Function<T, String> keyOf)
      throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    Savepoint before = connection.setSavepoint();
    try {
      append(connection, rows);
      connection.releaseSavepoint(before);
      return rows.size();
    } catch (SQLException e) {
      if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback(before);
    }
    Set<String> taken = taken(connection, rows, key, keyOf);
    List<T> fresh = rows.stream().filter(row -> taken.add(keyOf.apply(row))).toList();
    append(connection, fresh);
    return fresh.size();
  }

  private Set<String> taken(
      Connection connection, List<T> rows, String key, Function<T, String> keyOf)
      throws SQLException {
    Set<String> taken = new HashSet<>();
    String sql =
        """
        SELECT encode(%1$s, 'hex') FROM %2$s
        WHERE %1$s IN (SELECT decode(h, 'hex') FROM unnest(?::text[]) AS h)\
        """
            .formatted(key, table);
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setArray(
          1, connection.createArrayOf("text", rows.stream().map(keyOf).toArray(String[]::new)));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          taken.add(row.getString(1));
        }
      }
    }
    return taken;
  }
}
