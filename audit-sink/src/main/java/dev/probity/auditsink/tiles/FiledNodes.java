// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tiles;

import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.Nodes;
import dev.probity.auditsink.tree.Tile;
import dev.probity.auditsink.tree.TreeHasher;
import java.util.Arrays;

/**
 * Nodes of a tree read from tile files, partial ones included, so that no other tile has to be
 * there than those a proof passes through.
 *
 * @param files where the tiles are
 * @param size leaves of the tree the files were written for
 * @param hasher this thread's hasher
 */
public record FiledNodes(TileFiles files, long size, TreeHasher hasher) implements Nodes {
  @Override
  public byte[] node(int level, long index) {
    int tileLevel = level / 8;
    int width = 1 << level % 8;
    long first = index << level % 8;
    byte[] tile = tile(tileLevel, first / Tile.WIDTH);
    int at = (int) (first % Tile.WIDTH) * Hash.BYTES;
    int end = at + width * Hash.BYTES;
    if (end > tile.length) {
      throw new IllegalArgumentException("node " + level + "/" + index + " is not complete");
    }
    return hasher.subtree(Arrays.copyOfRange(tile, at, end), 0, width);
  }

  /** The hashes of a tile as wide as it was at this size; one that is not there is refused. */
  public byte[] tile(int level, long index) {
    long hashes = (size >>> (8 * level)) - index * Tile.WIDTH;
    int width = (int) Math.min(Tile.WIDTH, Math.max(hashes, 1));
    TilePath path = new TilePath(level, index, width);
    byte[] tile = files.read(path.toString());
    if (tile == null || tile.length != width * Hash.BYTES) {
      String found = tile == null ? "missing" : tile.length + " bytes long";
      throw new IllegalArgumentException(path + " is " + found);
    }
    return tile;
  }
}
