// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.data;

import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Rows by column, all columns of one length.
 *
 * @param rows number of rows, at least 0
 * @param columns the columns in their order, at least one
 */
public record Table(int rows, List<TableColumn> columns) {
  /** Copies; columns of another length and repeated names are refused. */
  public Table {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a table has at least one column");
    }
    for (TableColumn column : columns) {
      if (column.rows() != rows) {
        throw new IllegalArgumentException(
            "column " + column.name() + " has " + column.rows() + " rows, expected " + rows);
      }
    }
    long names = columns.stream().map(TableColumn::name).distinct().count();
    if (names != columns.size()) {
      throw new IllegalArgumentException("a column's name occurs twice");
    }
  }

  /** A column by name; null when there is none. */
  public @Nullable TableColumn find(String name) {
    for (TableColumn column : columns) {
      if (column.name().equals(name)) {
        return column;
      }
    }
    return null;
  }

  /** Whole numbers by name. */
  public long[] longs(String name) {
    if (find(name) instanceof TableColumn.Longs found) {
      return found.values();
    }
    throw absent(name, "whole numbers");
  }

  /** Texts by name. */
  public @Nullable String[] texts(String name) {
    if (find(name) instanceof TableColumn.Texts found) {
      return found.values();
    }
    throw absent(name, "texts");
  }

  private static NoSuchElementException absent(String name, String kind) {
    return new NoSuchElementException("no column " + name + " of " + kind);
  }
}
