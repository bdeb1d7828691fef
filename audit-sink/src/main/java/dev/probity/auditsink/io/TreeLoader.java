// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.tree.Frontier;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.LogTree;
import dev.probity.auditsink.tree.Tile;
import dev.probity.auditsink.tree.TreeHasher;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads back what a writer needs to go on: the frontier and the unfinished tile of each level. */
final class TreeLoader {
  private static final String LEAVES =
      "SELECT leaf_hash FROM ledger.entry WHERE idx >= ? AND idx < ? ORDER BY idx";
  private static final String TILES =
      "SELECT hashes FROM ledger.tile WHERE level = ? AND n >= ? AND n < ? ORDER BY n";

  private TreeLoader() {}

  static LogTree load(Connection connection, long size, byte[] frontier, TreeHasher hasher)
      throws SQLException {
    try {
      return new LogTree(hasher, Frontier.of(size, frontier), tails(connection, size, hasher));
    } catch (IllegalArgumentException e) {
      throw new LedgerException("malformed frontier: " + e.getMessage());
    }
  }

  /** Hashes of the unfinished tile of each level when the tree had {@code size} leaves. */
  static List<byte[]> tails(Connection connection, long size, TreeHasher hasher)
      throws SQLException {
    List<byte[]> tails = new ArrayList<>();
    tails.add(leafTail(connection, size));
    for (int level = 1; size >>> (8 * level) > 0; level++) {
      long full = size >>> (8 * level);
      List<byte[]> roots = new ArrayList<>();
      for (byte[] tile : tiles(connection, level - 1, full & -Tile.WIDTH, full)) {
        roots.add(hasher.subtree(tile, 0, Tile.WIDTH));
      }
      tails.add(concatenated(roots));
    }
    return tails;
  }

  /** From the tile when it has become full since: its entries may have been dropped. */
  private static byte[] leafTail(Connection connection, long size) throws SQLException {
    long tile = size / Tile.WIDTH;
    List<byte[]> full = tiles(connection, 0, tile, tile + 1);
    return full.isEmpty()
        ? concatenated(leaves(connection, size & -Tile.WIDTH, size))
        : Arrays.copyOf(full.getFirst(), (int) (size % Tile.WIDTH) * Hash.BYTES);
  }

  static List<byte[]> leaves(Connection connection, long from, long to) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(LEAVES)) {
      select.setLong(1, from);
      select.setLong(2, to);
      return firstColumn(select);
    }
  }

  static List<byte[]> tiles(Connection connection, int level, long from, long to)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(TILES)) {
      select.setInt(1, level);
      select.setLong(2, from);
      select.setLong(3, to);
      return firstColumn(select);
    }
  }

  private static List<byte[]> firstColumn(PreparedStatement select) throws SQLException {
    List<byte[]> column = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        column.add(rows.getBytes(1));
      }
    }
    return column;
  }

  static byte[] concatenated(List<byte[]> hashes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(hashes.size() * Hash.BYTES);
    hashes.forEach(out::writeBytes);
    return out.toByteArray();
  }
}
