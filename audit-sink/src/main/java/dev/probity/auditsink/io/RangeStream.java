// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.verify.LedgerSnapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Position ranges in the order their transactions wrote them, page by page. Several ranges may
 * share a first idx, because a range that held only commit markers takes no idx.
 */
final class RangeStream implements Iterator<LedgerSnapshot.Range> {
  private static final int PAGE = 1_000;
  private static final String QUERY =
      """
      SELECT topic, part, first_position, next_position, first_idx, count FROM ledger.batch
      WHERE (first_idx, count, topic, part, first_position) > (?, ?, ?, ?, ?)
      ORDER BY first_idx, count, topic, part, first_position LIMIT ?\
      """;

  private final Connection connection;
  private final Deque<LedgerSnapshot.Range> page = new ArrayDeque<>();
  private LedgerSnapshot.Range last = new LedgerSnapshot.Range(new Source("-", 0), -1, -1, -1, 0);
  private boolean complete;

  RangeStream(Connection connection) {
    this.connection = connection;
  }

  @Override
  public boolean hasNext() {
    if (page.isEmpty() && !complete) {
      try {
        fetch();
      } catch (SQLException e) {
        throw Transaction.failure("reading ranges", e);
      }
    }
    return !page.isEmpty();
  }

  private void fetch() throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(QUERY)) {
      select.setLong(1, last.firstIdx());
      select.setLong(2, last.count());
      select.setString(3, last.source().topic());
      select.setInt(4, last.source().partition());
      select.setLong(5, last.firstPosition());
      select.setInt(6, PAGE);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Source source = new Source(row.getString(1), row.getInt(2));
          page.add(
              new LedgerSnapshot.Range(
                  source, row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6)));
        }
      }
    }
    complete = page.size() < PAGE;
    if (!page.isEmpty()) {
      last = page.getLast();
    }
  }

  @Override
  public LedgerSnapshot.Range next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.remove();
  }
}
