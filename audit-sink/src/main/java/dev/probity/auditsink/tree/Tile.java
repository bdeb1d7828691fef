// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tree;

/**
 * A full tile of C2SP tlog-tiles: 256 neighbouring hashes of tree level {@code 8 * level}. Tiles
 * never change once full, so a proof reads a handful of rows instead of the table.
 */
public final class Tile {
  /** Hashes in a full tile. */
  public static final int WIDTH = 256;

  /** Bytes in a full tile. */
  public static final int BYTES = WIDTH * Hash.BYTES;

  private final int level;
  private final long index;
  private final byte[] hashes;

  /** Takes the hashes of tile {@code index} at tile level {@code level}; they are copied. */
  public Tile(int level, long index, byte[] hashes) {
    if (level < 0 || level > 7 || index < 0 || hashes.length != BYTES) {
      throw new IllegalArgumentException(
          "tile " + level + "/" + index + " has " + hashes.length + " bytes, expected " + BYTES);
    }
    this.level = level;
    this.index = index;
    this.hashes = hashes.clone();
  }

  /** Tile level: 0 holds leaf hashes, 1 the roots of full level-0 tiles, and so on. */
  public int level() {
    return level;
  }

  /** Position among the tiles of its level, from 0. */
  public long index() {
    return index;
  }

  /** A fresh copy of the 8,192 bytes. */
  public byte[] hashes() {
    return hashes.clone();
  }

  /** The hash at {@code i}, 0 to 255. */
  public Hash hash(int i) {
    return Hash.of(hashes, i * Hash.BYTES, Hash.BYTES);
  }

  /** Root of this tile's 256 hashes. */
  public Hash root(TreeHasher hasher) {
    return Hash.of(hasher.subtree(hashes, 0, WIDTH));
  }

  @Override
  public String toString() {
    return "tile " + level + "/" + index;
  }
}
