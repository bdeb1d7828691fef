// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A growing RFC 6962 tree that keeps only its frontier and its unfinished tiles. Not thread-safe:
 * one writer appends, in the order of the entries.
 *
 * <p>Appending hash h to a tree of n leaves: while the low bit of n is 1, h = node(last root, h)
 * and n is halved; h becomes the last root. A merge that reaches tree level 8, 16, … is the root of
 * a full tile and so the next hash one tile level up; nothing is hashed twice.
 */
public final class LogTree {
  private static final int MAX_TILE_LEVELS = 8;

  private final TreeHasher hasher;
  private final List<byte[]> roots = new ArrayList<>();
  private final byte[][] unfinished = new byte[MAX_TILE_LEVELS][0];
  private final int[] widths = new int[MAX_TILE_LEVELS];
  private List<Tile> finished = new ArrayList<>();
  private long size;

  /** An empty tree. */
  public LogTree(TreeHasher hasher) {
    this.hasher = hasher;
  }

  /**
   * A tree as it stood: its frontier and, per tile level, the hashes of the unfinished tile.
   *
   * @param hasher this thread's hasher
   * @param frontier the stored compact range
   * @param tails bytes of the unfinished tile of each level, level 0 first; an absent last level is
   *     empty
   */
  public LogTree(TreeHasher hasher, Frontier frontier, List<byte[]> tails) {
    this.hasher = hasher;
    this.size = frontier.size();
    frontier.roots().forEach(root -> roots.add(root.toBytes()));
    for (int level = 0; level < MAX_TILE_LEVELS; level++) {
      byte[] tail = level < tails.size() ? tails.get(level) : new byte[0];
      int width = (int) ((size >>> (8 * level)) & (Tile.WIDTH - 1));
      if (tail.length != width * Hash.BYTES) {
        throw new IllegalArgumentException(
            "unfinished tile of level %d has %d bytes, expected %d for size %d"
                .formatted(level, tail.length, width * Hash.BYTES, size));
      }
      unfinished[level] = Arrays.copyOf(tail, Tile.BYTES);
      widths[level] = width;
    }
    checkRootsAgainstTails();
  }

  /** The two stored forms say the same thing twice; if they disagree, one was changed. */
  private void checkRootsAgainstTails() {
    int next = 0;
    for (int level = MAX_TILE_LEVELS - 1; level >= 0; level--) {
      int at = 0;
      for (int width = Tile.WIDTH / 2; width > 0; width /= 2) {
        if ((widths[level] & width) != 0) {
          byte[] expected = hasher.subtree(tile(level), at, width);
          if (!Arrays.equals(expected, roots.get(next++))) {
            throw new IllegalArgumentException(
                "frontier of size "
                    + size
                    + " disagrees with the unfinished tile of level "
                    + level);
          }
          at += width;
        }
      }
    }
  }

  /** Leaves so far. */
  public long size() {
    return size;
  }

  /** Appends one leaf hash. */
  public void append(byte[] leafHash) {
    if (leafHash.length != Hash.BYTES) {
      throw new IllegalArgumentException("leaf hash has " + leafHash.length + " bytes");
    }
    byte[] hash = leafHash;
    int level = 0;
    addToTile(0, hash);
    for (long rest = size; (rest & 1) == 1; rest >>>= 1) {
      hash = hasher.node(roots.removeLast(), hash);
      level++;
      if (level % 8 == 0) {
        addToTile(level / 8, hash);
      }
    }
    roots.add(hash);
    size++;
  }

  private void addToTile(int level, byte[] hash) {
    byte[] tile = tile(level);
    System.arraycopy(hash, 0, tile, widths[level] * Hash.BYTES, Hash.BYTES);
    if (++widths[level] == Tile.WIDTH) {
      widths[level] = 0;
      finished.add(new Tile(level, size >>> (8 * (level + 1)), tile));
    }
  }

  private byte[] tile(int level) {
    if (unfinished[level].length == 0) {
      unfinished[level] = new byte[Tile.BYTES];
    }
    return unfinished[level];
  }

  /** Hands over the tiles that became full since the last call. */
  public List<Tile> takeFinished() {
    List<Tile> taken = finished;
    finished = new ArrayList<>();
    return taken;
  }

  /** The compact range now. */
  public Frontier frontier() {
    return new Frontier(size, roots.stream().map(Hash::of).toList());
  }

  /** Root now. */
  public Hash root() {
    return frontier().root(hasher);
  }

  /** Bytes of the unfinished tiles, level 0 first: what {@link Frontier} needs to resume tiling. */
  public List<byte[]> tails() {
    List<byte[]> tails = new ArrayList<>();
    for (int level = 0; level < MAX_TILE_LEVELS && size >>> (8 * level) > 0; level++) {
      tails.add(Arrays.copyOf(unfinished[level], widths[level] * Hash.BYTES));
    }
    return tails;
  }
}
