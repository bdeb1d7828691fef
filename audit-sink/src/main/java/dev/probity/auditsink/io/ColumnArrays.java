// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Many rows in one statement: each column travels as an array and {@code unnest} makes rows of them
 * again. Unlike COPY, such an insert may say what to do about rows that are there already.
 */
final class ColumnArrays<T> {
  private final String table;
  private final String suffix;
  private final List<Column<T>> columns = new ArrayList<>();

  private record Column<T>(
      String name, String type, String expression, Function<T, @Nullable Object> of) {}

  /**
   * An insert.
   *
   * @param suffix what follows the rows, such as a conflict clause
   */
  ColumnArrays(String table, String suffix) {
    this.table = table;
    this.suffix = suffix;
  }

  ColumnArrays<T> column(String name, String type, Function<T, @Nullable Object> of) {
    return column(name, type, "v." + name, of);
  }

  /** A column computed from what was sent, which stands under {@code v.<name>}. */
  ColumnArrays<T> column(
      String name, String type, String expression, Function<T, @Nullable Object> of) {
    columns.add(new Column<>(name, type, expression, of));
    return this;
  }

  private String sql() {
    List<String> names = columns.stream().map(Column::name).toList();
    List<String> marks = columns.stream().map(column -> "?::" + column.type() + "[]").toList();
    List<String> expressions = columns.stream().map(Column::expression).toList();
    return "INSERT INTO "
        + table
        + (" (" + String.join(", ", names) + ")")
        + (" SELECT " + String.join(", ", expressions))
        + (" FROM unnest(" + String.join(", ", marks) + ")")
        + (" AS v (" + String.join(", ", names) + ") ")
        + suffix;
  }

  /** The driver takes byte arrays only under their own array type. */
  private static <T> Object[] values(Column<T> column, List<T> rows) {
    Stream<@Nullable Object> values = rows.stream().map(column.of()).map(ColumnArrays::storable);
    return column.type().equals("bytea") ? values.toArray(byte[][]::new) : values.toArray();
  }

  /** Postgres holds every text but the character zero. */
  private static @Nullable Object storable(@Nullable Object value) {
    return value instanceof String text && text.indexOf('\0') >= 0
        ? text.replace('\0', '\ufffd')
        : value;
  }

  /** Inserts the rows; gives how many were. */
  int insert(Connection connection, List<T> rows) throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql())) {
      for (int i = 0; i < columns.size(); i++) {
        Column<T> column = columns.get(i);
        Object[] values = values(column, rows);
        statement.setArray(i + 1, connection.createArrayOf(column.type(), values));
      }
      return statement.executeUpdate();
    }
  }
}
