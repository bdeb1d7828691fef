// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tree;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Nodes computed from stored full tiles and, below the last full one, from leaf hashes. Full tiles
 * are immutable, so their roots are remembered from one size to the next.
 */
public final class TiledNodes {
  private static final int REMEMBERED = 4096;

  private final TreeHasher hasher;
  private final Source source;
  private final Map<Long, byte[]> rootsOfFullTiles = new LinkedHashMap<>(64, .75f, true);

  /** Hashes with {@code hasher} what {@code source} has stored. */
  public TiledNodes(TreeHasher hasher, Source source) {
    this.hasher = hasher;
    this.source = source;
  }

  /** Where hashes are stored: full tiles of any level, and single leaf hashes behind them. */
  @FunctionalInterface
  public interface Source {
    /**
     * Neighbouring hashes of one tile: of a full tile, or of the last one of level 0.
     *
     * @param tileLevel 0 holds leaf hashes, 1 the roots of full level-0 tiles, and so on
     * @param tile position among the tiles of that level
     * @param first first hash within the tile
     * @param count how many
     * @return {@code 32 * count} bytes
     */
    byte[] hashes(int tileLevel, long tile, int first, int count);
  }

  /** The nodes of the tree when it has {@code size} leaves. */
  public Nodes at(long size) {
    return (level, index) -> node(size, level, index);
  }

  private byte[] node(long size, int level, long index) {
    if (index + 1 > size >>> level) {
      throw new IllegalArgumentException(
          "node " + level + "/" + index + " is not complete in a tree of size " + size);
    }
    int tileLevel = level / 8;
    int above = level % 8;
    if (above == 0 && tileLevel > 0) {
      return rootOfFullTile(size, tileLevel - 1, index);
    }
    int width = 1 << above;
    long first = index << above;
    byte[] hashes = hashes(size, tileLevel, first / Tile.WIDTH, (int) (first % Tile.WIDTH), width);
    return hasher.subtree(hashes, 0, width);
  }

  private byte[] hashes(long size, int tileLevel, long tile, int first, int count) {
    boolean full = tile < size >>> (8 * (tileLevel + 1));
    if (tileLevel == 0 || full) {
      return source.hashes(tileLevel, tile, first, count);
    }
    byte[] gathered = new byte[count * Hash.BYTES];
    for (int i = 0; i < count; i++) {
      byte[] root = rootOfFullTile(size, tileLevel - 1, tile * Tile.WIDTH + first + i);
      System.arraycopy(root, 0, gathered, i * Hash.BYTES, Hash.BYTES);
    }
    return gathered;
  }

  private byte[] rootOfFullTile(long size, int tileLevel, long tile) {
    long key = ((long) tileLevel << 56) | tile;
    byte[] known = rootsOfFullTiles.get(key);
    if (known == null) {
      known = hasher.subtree(hashes(size, tileLevel, tile, 0, Tile.WIDTH), 0, Tile.WIDTH);
      rootsOfFullTiles.put(key, known);
      forgetEldest();
    }
    return known;
  }

  private void forgetEldest() {
    if (rootsOfFullTiles.size() > REMEMBERED) {
      rootsOfFullTiles.remove(rootsOfFullTiles.keySet().iterator().next());
    }
  }
}
