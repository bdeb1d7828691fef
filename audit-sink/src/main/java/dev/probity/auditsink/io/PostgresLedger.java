// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.AppendResult;
import dev.probity.auditsink.Batch;
import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.Draft;
import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.Position;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.tree.LogTree;
import dev.probity.auditsink.tree.TreeHasher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in Postgres. Every transaction takes the tree row first, so writers take turns and
 * cannot deadlock; then it moves the positions, and a position that is not where it was expected
 * means that another writer was here. Used by one thread.
 */
final class PostgresLedger implements LedgerOpener.OpenLedger {
  private static final int MONTHS_WITH_CURRENT = 4;

  private final Connection connection;
  private final @Nullable SubjectKeys keys;
  private final TreeHasher hasher = new TreeHasher();
  private @Nullable LogTree committed;
  private @Nullable LogTree growing;
  private long maintainedUntil = Long.MIN_VALUE;

  /**
   * Uses a connection of the writer, which it closes.
   *
   * @param keys encrypt what is about people; null when nothing that comes is
   */
  PostgresLedger(Connection connection, @Nullable SubjectKeys keys) throws SQLException {
    this.connection = connection;
    this.keys = keys;
    connection.setAutoCommit(false);
  }

  /** Once a day: creates the partitions of this month and the next three where they are missing. */
  @Override
  public void maintain(long now) {
    if (now < maintainedUntil) {
      return;
    }
    Transaction.run(
        connection,
        "creating months",
        open -> {
          long newest = Math.max(now, BatchStatements.readTree(open).lastAppendTime());
          String call = "SELECT ledger.ensure_months(?, ?)";
          try (PreparedStatement statement = open.prepareStatement(call)) {
            statement.setObject(1, RowEncoder.month(newest));
            statement.setInt(2, MONTHS_WITH_CURRENT);
            return statement.execute();
          }
        });
    maintainedUntil = now + Duration.ofDays(1).toMillis();
  }

  @Override
  public Map<Source, Position> positions() {
    return Transaction.run(connection, "reading positions", PostgresLedger::readPositions);
  }

  private static Map<Source, Position> readPositions(Connection open) throws SQLException {
    Map<Source, Position> positions = new HashMap<>();
    String query = "SELECT topic, part, topic_id, next, next_seq FROM ledger.sink_offset";
    try (PreparedStatement select = open.prepareStatement(query);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        positions.put(
            new Source(rows.getString(1), rows.getInt(2)),
            new Position(rows.getString(3), new Cursor(rows.getLong(4), rows.getLong(5))));
      }
    }
    return positions;
  }

  @Override
  public Position begin(Source source, String topicId, long firstPosition) {
    return Transaction.run(
        connection,
        "beginning " + source,
        open -> {
          BatchStatements.lockTree(open);
          insertPosition(open, source, topicId, firstPosition);
          Position position = readPositions(open).get(source);
          if (position == null) {
            throw new LedgerException("position of " + source + " vanished in its transaction");
          }
          return position;
        });
  }

  private static void insertPosition(Connection open, Source source, String topicId, long first)
      throws SQLException {
    String insert =
        "INSERT INTO ledger.sink_offset (topic, part, topic_id, next, next_seq)"
            + " VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING";
    try (PreparedStatement statement = open.prepareStatement(insert)) {
      statement.setString(1, source.topic());
      statement.setInt(2, source.partition());
      statement.setString(3, topicId);
      statement.setLong(4, first);
      statement.executeUpdate();
    }
  }

  @Override
  public AppendResult append(Draft draft, long now) {
    growing = null;
    AppendResult result = Transaction.run(connection, "appending", open -> write(open, draft, now));
    committed = growing;
    return result;
  }

  private AppendResult write(Connection open, Draft draft, long now) throws SQLException {
    BatchStatements.Head head = BatchStatements.lockTree(open);
    if (!BatchStatements.movePositions(open, draft)) {
      open.rollback();
      return new AppendResult.Fenced();
    }
    LogTree tree = treeAt(open, head);
    committed = null;
    // Nothing is worked out while a COPY is open: a server that waits for a client's rows heeds no
    // timeout, and a sink that stands still there would keep its successor from the lock for ever.
    Draft sealed = keys == null ? draft : keys.encrypt(open, draft);
    Batch batch = sealed.seal(tree, hasher, head.lastAppendTime(), now);
    LocalDate month = RowEncoder.month(batch.appendTime());
    long entries = RowEncoder.copyEntries(open, batch.rows(), month);
    long bodies = RowEncoder.copyBodies(open, batch.rows(), month);
    if (entries != batch.rows().size() || bodies != entries) {
      throw new LedgerException(
          batch.rows().size() + " rows became " + entries + " entries, " + bodies + " bodies");
    }
    BatchStatements.insertRanges(open, batch);
    BatchStatements.insertTiles(open, batch);
    BatchStatements.updateTree(open, batch);
    growing = tree;
    return new AppendResult.Appended(batch.frontier().size(), batch.appendTime());
  }

  private LogTree treeAt(Connection open, BatchStatements.Head head) throws SQLException {
    LogTree known = committed;
    if (known != null
        && known.size() == head.size()
        && Arrays.equals(known.frontier().toBytes(), head.frontier())) {
      return known;
    }
    return TreeLoader.load(open, head.size(), head.frontier(), hasher);
  }

  @Override
  public void close() {
    Transaction.closeQuietly(connection);
  }
}
