// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.tiles.EntryBundle;
import dev.probity.auditsink.tiles.TileFiles;
import dev.probity.auditsink.tiles.TilePath;
import dev.probity.auditsink.tree.Tile;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.verify.EntryColumns;
import dev.probity.auditsink.verify.StoredRow;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Writes the ledger's entries and tree as the files of C2SP tlog-tiles, up to the newest signed
 * head, a cosigned one before others, never a smaller one than is there. Full tiles never change:
 * those that are there are left alone, so that exporting again costs what is new. The head is
 * written last; a stopped export leaves the earlier one valid.
 */
public final class TileExport {
  private static final Duration SILENCE = Duration.ofMinutes(10);

  private final Connection connection;
  private final ObjectStore store;
  private int written;

  private TileExport(Connection connection, ObjectStore store) {
    this.connection = connection;
    this.store = store;
  }

  /**
   * What an export came to.
   *
   * @param size entries under the exported head, 0 when nothing is signed yet
   * @param files files written
   */
  public record Summary(long size, int files) {}

  /** Exports to a store. */
  public static Summary write(PostgresAccess reader, ObjectStore store) throws IOException {
    try (Connection connection = reader.open(SILENCE)) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      return new TileExport(connection, store).run();
    } catch (SQLException e) {
      throw new IOException("the ledger at " + reader.url() + " cannot be read", e);
    }
  }

  private Summary run() throws SQLException, IOException {
    long there = size(store);
    SignedHeads.Head head = SignedHeads.strongest(connection, Math.max(0, there - 1));
    if (head == null) {
      if (there > 0) {
        throw new IOException(
            "%s has a head over %d entries, ".formatted(store, there)
                + "the ledger none of that size. Maybe: probity audit refill");
      }
      return new Summary(0, 0);
    }
    long size = head.size();
    bundles(size);
    for (int level = 0; size >>> (8 * level) > 0; level++) {
      fullTiles(level, size);
    }
    List<byte[]> tails = TreeLoader.tails(connection, size, new TreeHasher());
    for (int level = 0; level < tails.size(); level++) {
      if (tails.get(level).length > 0) {
        put(TilePath.ofLevel(level, size).getLast(), tails.get(level));
      }
    }
    store.write(TileFiles.CHECKPOINT, head.note());
    return new Summary(size, written + 1);
  }

  /** Entries under the head a store holds, 0 when it holds none. */
  static long size(ObjectStore store) {
    byte[] note = store.read(TileFiles.CHECKPOINT);
    return note == null ? 0 : Checkpoint.parse(SignedNote.parse(note).text()).size();
  }

  private void put(TilePath path, byte[] bytes) throws IOException {
    store.write(path.toString(), bytes);
    written++;
  }

  /** Full files that are there never change; a part of one is written again. */
  private List<TilePath> missing(List<TilePath> paths) throws IOException {
    List<String> full =
        paths.stream().filter(path -> !path.partial()).map(TilePath::toString).toList();
    return paths.subList(store.present(full), paths.size());
  }

  private void bundles(long size) throws IOException {
    List<TilePath> missing = missing(TilePath.ofLevel(TilePath.ENTRIES, size));
    if (missing.isEmpty()) {
      return;
    }
    long from = missing.getFirst().index() * Tile.WIDTH;
    long kept = firstKept();
    if (from < kept) {
      throw new IOException(
          "entries below %d were dropped after their retention".formatted(kept)
              + ". Maybe export to the place that has them from before");
    }
    Iterator<StoredRow> rows = RowStream.entries(connection, from, size);
    for (TilePath path : missing) {
      List<Entry> entries = new ArrayList<>(path.width());
      for (int i = 0; i < path.width(); i++) {
        EntryColumns columns = rows.hasNext() ? rows.next().columns() : null;
        if (columns == null) {
          throw new IOException(
              "the ledger lacks entries below its signed size. Maybe: probity audit verify");
        }
        entries.add(columns.entry());
      }
      put(path, EntryBundle.of(entries));
    }
    if (rows.hasNext()) {
      throw new IOException("the ledger holds an idx twice. Maybe: probity audit verify");
    }
  }

  private long firstKept() {
    String query = "SELECT coalesce(max(size), 0) FROM ledger.boundary";
    try (PreparedStatement select = connection.prepareStatement(query);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw Transaction.failure("reading the boundary", e);
    }
  }

  private void fullTiles(int level, long size) throws IOException {
    List<TilePath> full =
        TilePath.ofLevel(level, size).stream().filter(path -> !path.partial()).toList();
    List<TilePath> missing = missing(full);
    if (missing.isEmpty()) {
      return;
    }
    Iterator<Tile> tiles = StoredTiles.ofLevel(connection, level, missing.getFirst().index());
    for (TilePath path : missing) {
      Tile tile = tiles.hasNext() ? tiles.next() : null;
      if (tile == null || tile.index() != path.index()) {
        throw new IOException("the ledger lacks " + path + ". Maybe: probity audit verify");
      }
      put(path, tile.hashes());
    }
  }
}
