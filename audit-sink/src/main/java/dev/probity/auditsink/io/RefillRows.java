// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.io.BodyArchive.Archived;
import dev.probity.auditsink.tree.LogTree;
import dev.probity.auditsink.tree.Tile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows a refill writes, in the order of the ledger, and where the partitions stand after. */
final class RefillRows {
  private static final String RANGE =
      "INSERT INTO ledger.batch (topic, part, first_position, next_position, first_idx, count)"
          + " VALUES (?, ?, ?, ?, ?, ?)";
  private static final String POSITION =
      """
      INSERT INTO ledger.sink_offset AS s (topic, part, topic_id, next, next_seq)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (topic, part) DO UPDATE SET next = EXCLUDED.next, next_seq = EXCLUDED.next_seq\
      """;

  private final Connection connection;
  private final Map<String, String> topicIds;
  private final Map<Source, Cursor> cursors = new HashMap<>();
  private final Map<Source, Cursor> moved = new HashMap<>();
  private final List<Pending> pending = new ArrayList<>();
  private @Nullable Run run;
  private LocalDate month = LocalDate.EPOCH;
  private long idx;
  private long lastAppendTime;

  /** A row that is not written yet. */
  private static final class Pending {
    private final long idx;
    private final byte[] entry;
    private final byte[] leaf;
    private final @Nullable Archived body;

    Pending(long idx, byte[] entry, byte[] leaf, @Nullable Archived body) {
      this.idx = idx;
      this.entry = entry;
      this.leaf = leaf;
      this.body = body;
    }
  }

  /** Entries of one partition that follow each other: what one range row tells. */
  private record Run(Source source, Cursor from, long firstIdx, Cursor to) {}

  /**
   * Begins behind the last row that is there.
   *
   * @param topicIds by topic, for partitions the database does not know yet
   */
  RefillRows(Connection connection, Map<String, String> topicIds, long size, long lastAppendTime)
      throws SQLException {
    this.connection = connection;
    this.topicIds = new HashMap<>(topicIds);
    this.idx = size;
    this.lastAppendTime = lastAppendTime;
    String query = "SELECT topic, part, next, next_seq, topic_id FROM ledger.sink_offset";
    try (PreparedStatement select = connection.prepareStatement(query);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        Source source = new Source(rows.getString(1), rows.getInt(2));
        cursors.put(source, new Cursor(rows.getLong(3), rows.getLong(4)));
        this.topicIds.put(source.topic(), rows.getString(5));
      }
    }
  }

  void add(Entry entry, byte[] bytes, byte[] leaf, @Nullable Archived body) throws SQLException {
    if (!RowEncoder.month(entry.appendTime()).equals(month)) {
      write();
      month = RowEncoder.month(entry.appendTime());
      ensure(month);
    }
    Source source = entry.source();
    Cursor at = cursors.getOrDefault(source, new Cursor(entry.offset(), 0));
    if (entry.seq() != at.nextSeq() || entry.offset() < at.next()) {
      throw new LedgerException(
          "entry %d is number %d of %s at offset %d, the database expects number %d from %d on"
              .formatted(
                  entry.idx(), entry.seq(), source, entry.offset(), at.nextSeq(), at.next()));
    }
    Cursor to = new Cursor(entry.offset() + 1, at.nextSeq() + 1);
    extend(source, at, to);
    cursors.put(source, to);
    moved.put(source, to);
    lastAppendTime = Math.max(lastAppendTime, entry.appendTime());
    pending.add(new Pending(idx++, bytes, leaf, body));
  }

  private void extend(Source source, Cursor from, Cursor to) throws SQLException {
    Run open = run;
    if (open != null && open.source().equals(source)) {
      run = new Run(source, open.from(), open.firstIdx(), to);
    } else {
      endRun();
      run = new Run(source, from, idx, to);
    }
  }

  private void endRun() throws SQLException {
    Run done = run;
    run = null;
    if (done == null) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(RANGE)) {
      insert.setString(1, done.source().topic());
      insert.setInt(2, done.source().partition());
      insert.setLong(3, done.from().next());
      insert.setLong(4, done.to().next());
      insert.setLong(5, done.firstIdx());
      insert.setLong(6, done.to().nextSeq() - done.from().nextSeq());
      insert.executeUpdate();
    }
  }

  private void ensure(LocalDate first) throws SQLException {
    String call = "SELECT ledger.ensure_months(?, 1)";
    try (PreparedStatement statement = connection.prepareStatement(call)) {
      statement.setObject(1, first);
      statement.execute();
    }
  }

  /** Writes what has come so far, and the tiles that became full. */
  void flush(List<Tile> tiles) throws SQLException {
    write();
    String insert = "INSERT INTO ledger.tile (level, n, hashes) VALUES (?, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      for (Tile tile : tiles) {
        statement.setInt(1, tile.level());
        statement.setLong(2, tile.index());
        statement.setBytes(3, tile.hashes());
        statement.executeUpdate();
      }
    }
  }

  private void write() throws SQLException {
    if (pending.isEmpty()) {
      return;
    }
    int day = RowEncoder.postgresDate(month);
    try (CopyWriter out = RowEncoder.entries(connection)) {
      for (Pending row : pending) {
        RowEncoder.entry(out, month, row.entry, row.leaf);
      }
      out.finish();
    }
    try (CopyWriter out =
        new CopyWriter(connection, "ledger.body", "month", "idx", "subject_ref", "stored")) {
      for (Pending row : pending) {
        if (row.body != null) {
          out.row().int4(day).int8(row.idx);
          byte[] subject = row.body.subject();
          CopyWriter next = subject == null ? out.absent() : out.bytes(subject);
          next.bytes(row.body.stored());
        }
      }
      out.finish();
    }
    pending.clear();
  }

  /** Ends the last range, and moves positions and tree. */
  void finish(LogTree tree) throws SQLException {
    endRun();
    try (PreparedStatement move = connection.prepareStatement(POSITION)) {
      for (Map.Entry<Source, Cursor> each : moved.entrySet()) {
        String id = topicIds.get(each.getKey().topic());
        if (id == null) {
          throw new LedgerException("the archive does not know topic " + each.getKey().topic());
        }
        move.setString(1, each.getKey().topic());
        move.setInt(2, each.getKey().partition());
        move.setString(3, id);
        move.setLong(4, each.getValue().next());
        move.setLong(5, each.getValue().nextSeq());
        move.executeUpdate();
      }
    }
    String head = "UPDATE ledger.tree SET size = ?, frontier = ?, last_append_ts = ? WHERE id = 1";
    try (PreparedStatement update = connection.prepareStatement(head)) {
      update.setLong(1, tree.size());
      update.setBytes(2, tree.frontier().toBytes());
      update.setLong(3, lastAppendTime);
      update.executeUpdate();
    }
  }
}
