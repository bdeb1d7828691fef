// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Rows of a query read page by page, so that many such iterators share one connection. The query
 * takes the key to begin at and the number of rows, and orders by that key.
 */
final class Pages<T> implements Iterator<T> {
  private static final int PAGE = 256;

  private final Connection connection;
  private final String query;
  private final Mapper<T> mapper;
  private final Deque<T> page = new ArrayDeque<>();
  private long from;
  private boolean last;

  /** Makes a value of the current row. */
  @FunctionalInterface
  interface Mapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  /** A value together with the key behind it. */
  private final Keyed<T> key;

  /** The key a value stands under. */
  @FunctionalInterface
  interface Keyed<T> {
    long of(T value);
  }

  Pages(Connection connection, String query, Mapper<T> mapper, Keyed<T> key) {
    this(connection, query, 0, mapper, key);
  }

  Pages(Connection connection, String query, long from, Mapper<T> mapper, Keyed<T> key) {
    this.connection = connection;
    this.query = query;
    this.from = from;
    this.mapper = mapper;
    this.key = key;
  }

  @Override
  public boolean hasNext() {
    if (page.isEmpty() && !last) {
      fetch();
    }
    return !page.isEmpty();
  }

  private void fetch() {
    try (PreparedStatement select = connection.prepareStatement(query)) {
      select.setLong(1, from);
      select.setInt(2, PAGE);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          page.add(mapper.map(rows));
        }
      }
    } catch (SQLException e) {
      throw Transaction.failure("reading a page", e);
    }
    last = page.size() < PAGE;
    if (!page.isEmpty()) {
      long next = key.of(page.getLast()) + 1;
      if (next <= from) {
        throw new LedgerException("a page did not move on from key " + from);
      }
      from = next;
    }
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.remove();
  }
}
