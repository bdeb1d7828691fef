// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * The compact range of a tree: the roots of its complete subtrees, largest first, one for every set
 * bit of the size. It is all a writer needs to go on appending.
 *
 * @param size number of leaves, 0 or more
 * @param roots {@code bitCount(size)} hashes
 */
public record Frontier(long size, List<Hash> roots) {
  /** The tree without leaves. */
  public static final Frontier EMPTY = new Frontier(0, List.of());

  public Frontier {
    roots = List.copyOf(roots);
    if (size < 0 || roots.size() != Long.bitCount(size)) {
      throw new IllegalArgumentException(
          "frontier of size " + size + " has " + roots.size() + " roots, expected one per set bit");
    }
  }

  /** Reads the stored form: the hashes in a row; a wrong length is refused. */
  public static Frontier of(long size, byte[] stored) {
    if (size < 0 || stored.length != Hash.BYTES * Long.bitCount(size)) {
      throw new IllegalArgumentException(
          "stored frontier of size " + size + " has " + stored.length + " bytes");
    }
    List<Hash> roots = new ArrayList<>();
    for (int at = 0; at < stored.length; at += Hash.BYTES) {
      roots.add(Hash.of(stored, at, Hash.BYTES));
    }
    return new Frontier(size, roots);
  }

  /** The stored form: the hashes in a row. */
  public byte[] toBytes() {
    byte[] stored = new byte[roots.size() * Hash.BYTES];
    for (int i = 0; i < roots.size(); i++) {
      roots.get(i).copyTo(stored, i * Hash.BYTES);
    }
    return stored;
  }

  /** Root of the whole tree: folded from the smallest subtree leftwards. */
  public Hash root(TreeHasher hasher) {
    if (roots.isEmpty()) {
      return Hash.of(hasher.emptyRoot());
    }
    byte[] root = roots.getLast().toBytes();
    for (int i = roots.size() - 2; i >= 0; i--) {
      root = hasher.node(roots.get(i).toBytes(), root);
    }
    return Hash.of(root);
  }
}
