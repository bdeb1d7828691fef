// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.tree.Frontier;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.Tile;
import dev.probity.auditsink.verify.Boundary;
import dev.probity.auditsink.verify.LedgerSnapshot;
import dev.probity.auditsink.verify.StoredRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A read-only, repeatable-read look at the ledger over two connections that share one snapshot: one
 * streams the rows, the other answers for tiles, ranges and signed heads as the rows pass by.
 */
final class PostgresSnapshot implements LedgerSnapshot, AutoCloseable {
  private static final Duration SILENCE = Duration.ofMinutes(10);
  private static final String SETTINGS =
      "SET statement_timeout = 0; SET jit = off; SET enable_seqscan = off;"
          + " SET enable_hashjoin = off; SET enable_nestloop = off;"
          + " SET max_parallel_workers_per_gather = 0;";
  private static final String BEGIN = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

  private final Connection rows;
  private final Connection lookups;
  private final boolean keys;

  private PostgresSnapshot(Connection rows, Connection lookups, boolean keys) {
    this.rows = rows;
    this.keys = keys;
    this.lookups = lookups;
  }

  /**
   * Opens it as a login that may read bodies.
   *
   * @param keys whether the keys of encrypted bodies are read too
   */
  static PostgresSnapshot open(PostgresAccess reader, boolean keys) throws SQLException {
    Connection rows = reader.openAs(LedgerSchema.BODY_READER, SILENCE);
    Connection lookups = reader.openAs(LedgerSchema.BODY_READER, SILENCE);
    try (Statement first = rows.createStatement();
        Statement second = lookups.createStatement()) {
      first.execute(SETTINGS);
      first.execute(BEGIN);
      second.execute(BEGIN);
      try (ResultSet exported = first.executeQuery("SELECT pg_export_snapshot()")) {
        exported.next();
        second.execute("SET TRANSACTION SNAPSHOT '" + exported.getString(1) + "'");
      }
    }
    return new PostgresSnapshot(rows, lookups, keys);
  }

  @Override
  public Head head() {
    try {
      BatchStatements.Head head = BatchStatements.readTree(lookups);
      return new Head(head.size(), head.frontier(), head.lastAppendTime());
    } catch (SQLException e) {
      throw Transaction.failure("reading the tree row", e);
    }
  }

  @Override
  public @Nullable Boundary boundary() {
    String query =
        "SELECT size, newest_append_ts, frontier, root FROM ledger.boundary"
            + " ORDER BY size DESC LIMIT 1";
    try (Statement statement = lookups.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      if (!row.next()) {
        return null;
      }
      long size = row.getLong(1);
      Frontier frontier = Frontier.of(size, row.getBytes(3));
      return new Boundary(size, row.getLong(2), frontier, Hash.of(row.getBytes(4)));
    } catch (SQLException e) {
      throw Transaction.failure("reading the boundary", e);
    }
  }

  @Override
  public Iterator<StoredRow> rows() {
    return new RowStream(rows, keys);
  }

  @Override
  public Iterator<Tile> tiles(int level) {
    return StoredTiles.ofLevel(lookups, level, 0);
  }

  @Override
  public Iterator<Range> ranges() {
    return new RangeStream(lookups);
  }

  @Override
  public Iterator<Note> checkpoints() {
    return new Pages<>(
        lookups,
        "SELECT c.size, "
            + SignedHeads.NOTE
            + " FROM ledger.checkpoint c WHERE c.size >= ? ORDER BY c.size LIMIT ?",
        row -> new Note(row.getLong(1), row.getBytes(2)),
        Note::size);
  }

  @Override
  public Map<Source, Cursor> positions() {
    Map<Source, Cursor> positions = new HashMap<>();
    try (Statement statement = lookups.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT topic, part, next, next_seq FROM ledger.sink_offset")) {
      while (row.next()) {
        positions.put(
            new Source(row.getString(1), row.getInt(2)),
            new Cursor(row.getLong(3), row.getLong(4)));
      }
      return positions;
    } catch (SQLException e) {
      throw Transaction.failure("reading positions", e);
    }
  }

  @Override
  public void close() {
    Transaction.closeQuietly(rows);
    Transaction.closeQuietly(lookups);
  }
}
