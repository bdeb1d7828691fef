// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.Batch;
import dev.probity.auditsink.Draft;
import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.Stretch;
import dev.probity.auditsink.tree.Tile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** The SQL of one append, in the order it runs. */
final class BatchStatements {
  private static final String LOCK =
      "SELECT size, frontier, last_append_ts FROM ledger.tree WHERE id = 1 FOR UPDATE";
  private static final String FENCE =
      """
      UPDATE ledger.sink_offset s SET next = v.next, next_seq = v.next_seq
      FROM unnest(?, ?, ?, ?, ?, ?) AS v (topic, part, expected, expected_seq, next, next_seq)
      WHERE s.topic = v.topic AND s.part = v.part
        AND s.next = v.expected AND s.next_seq = v.expected_seq\
      """;
  private static final String RANGES =
      """
      INSERT INTO ledger.batch (topic, part, first_position, next_position, first_idx, count)
      SELECT * FROM unnest(?, ?, ?, ?, ?, ?)\
      """;
  private static final String TILES = "INSERT INTO ledger.tile (level, n, hashes) VALUES (?, ?, ?)";
  private static final String HEAD =
      "UPDATE ledger.tree SET size = ?, frontier = ?, last_append_ts = ? WHERE id = 1";

  private BatchStatements() {}

  /** The tree row as the lock found it. */
  static final class Head {
    private final long size;
    private final byte[] frontier;
    private final long lastAppendTime;

    private Head(long size, byte[] frontier, long lastAppendTime) {
      this.size = size;
      this.frontier = frontier;
      this.lastAppendTime = lastAppendTime;
    }

    long size() {
      return size;
    }

    byte[] frontier() {
      return frontier;
    }

    long lastAppendTime() {
      return lastAppendTime;
    }
  }

  static Head lockTree(Connection connection) throws SQLException {
    return head(connection, LOCK);
  }

  static Head readTree(Connection connection) throws SQLException {
    return head(connection, LOCK.replace(" FOR UPDATE", ""));
  }

  private static Head head(Connection connection, String query) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(query);
        ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        throw new LedgerException("ledger.tree has no row");
      }
      return new Head(row.getLong(1), row.getBytes(2), row.getLong(3));
    }
  }

  /** Moves all positions of the draft; false when one of them was not where it was expected. */
  static boolean movePositions(Connection connection, Draft draft) throws SQLException {
    List<Stretch> stretches = draft.stretches();
    try (PreparedStatement update = connection.prepareStatement(FENCE)) {
      array(update, 1, "text", stretches, stretch -> stretch.source().topic());
      array(update, 2, "int4", stretches, stretch -> stretch.source().partition());
      array(update, 3, "int8", stretches, stretch -> stretch.from().next());
      array(update, 4, "int8", stretches, stretch -> stretch.from().nextSeq());
      array(update, 5, "int8", stretches, stretch -> stretch.to().next());
      array(update, 6, "int8", stretches, stretch -> stretch.to().nextSeq());
      return update.executeUpdate() == stretches.size();
    }
  }

  static void insertRanges(Connection connection, Batch batch) throws SQLException {
    List<Batch.Range> ranges = batch.ranges();
    try (PreparedStatement insert = connection.prepareStatement(RANGES)) {
      array(insert, 1, "text", ranges, range -> range.stretch().source().topic());
      array(insert, 2, "int4", ranges, range -> range.stretch().source().partition());
      array(insert, 3, "int8", ranges, range -> range.stretch().from().next());
      array(insert, 4, "int8", ranges, range -> range.stretch().to().next());
      array(insert, 5, "int8", ranges, Batch.Range::firstIdx);
      array(insert, 6, "int4", ranges, Batch.Range::count);
      insert.executeUpdate();
    }
  }

  static void insertTiles(Connection connection, Batch batch) throws SQLException {
    if (batch.tiles().isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(TILES)) {
      for (Tile tile : batch.tiles()) {
        insert.setInt(1, tile.level());
        insert.setLong(2, tile.index());
        insert.setBytes(3, tile.hashes());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  static void updateTree(Connection connection, Batch batch) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(HEAD)) {
      update.setLong(1, batch.frontier().size());
      update.setBytes(2, batch.frontier().toBytes());
      update.setLong(3, batch.appendTime());
      update.executeUpdate();
    }
  }

  static <T> void array(
      PreparedStatement statement, int at, String type, List<T> values, Function<T, Object> of)
      throws SQLException {
    Object[] column = values.stream().map(of).toArray();
    statement.setArray(at, statement.getConnection().createArrayOf(type, column));
  }
}
