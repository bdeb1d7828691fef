// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.Tile;
import dev.probity.auditsink.tree.TiledNodes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** The tree's hashes as Postgres has them: full tiles, and leaves behind the last of them. */
final class StoredTiles implements TiledNodes.Source {
  private static final String PAGE =
      "SELECT n, hashes FROM ledger.tile WHERE level = %d AND n >= ? ORDER BY n LIMIT ?";

  private final Connection connection;

  StoredTiles(Connection connection) {
    this.connection = connection;
  }

  /** Full tiles of a level by index, beginning at {@code from}. */
  static Iterator<Tile> ofLevel(Connection connection, int level, long from) {
    return new Pages<>(
        connection,
        PAGE.formatted(level),
        from,
        row -> new Tile(level, row.getLong(1), row.getBytes(2)),
        Tile::index);
  }

  @Override
  public byte[] hashes(int tileLevel, long tile, int first, int count) {
    try {
      List<byte[]> full = TreeLoader.tiles(connection, tileLevel, tile, tile + 1);
      if (!full.isEmpty()) {
        int from = first * Hash.BYTES;
        return Arrays.copyOfRange(full.getFirst(), from, from + count * Hash.BYTES);
      }
      long leaf = tile * Tile.WIDTH + first;
      byte[] tail = TreeLoader.concatenated(TreeLoader.leaves(connection, leaf, leaf + count));
      if (tileLevel != 0 || tail.length != count * Hash.BYTES) {
        throw new LedgerException("tile " + tileLevel + "/" + tile + " is missing or too short");
      }
      return tail;
    } catch (SQLException e) {
      throw Transaction.failure("reading tiles", e);
    }
  }
}
