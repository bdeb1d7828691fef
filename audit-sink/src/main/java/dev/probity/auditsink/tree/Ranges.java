// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tree;

/** Roots over any range of leaves that RFC 6962 splits off, composed of complete subtrees. */
record Ranges(Nodes nodes, TreeHasher hasher) {
  /** Largest power of two below {@code width}. */
  static long split(long width) {
    return Long.highestOneBit(width - 1);
  }

  /** Root over the leaves {@code from} to {@code to}, the last one left out. */
  byte[] root(long from, long to) {
    long width = to - from;
    if (Long.bitCount(width) == 1) {
      int level = Long.numberOfTrailingZeros(width);
      return nodes.node(level, from >>> level);
    }
    long split = split(width);
    return hasher.node(root(from, from + split), root(from + split, to));
  }
}
