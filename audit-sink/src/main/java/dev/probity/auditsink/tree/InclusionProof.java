// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * RFC 6962 section 2.1.1: that a leaf stands at an index of a tree of {@code size} leaves.
 *
 * <p>Example: leaf 2 of a tree of three leaves needs one hash, node(leaf 0, leaf 1); its root is
 * node(that hash, leaf 2).
 *
 * @param index position of the leaf, from 0
 * @param size leaves of the tree
 * @param path hashes from the leaf's sibling upwards, at most 63
 */
public record InclusionProof(long index, long size, List<Hash> path) {
  /** A tree of 2^63 leaves is that high. */
  public static final int LONGEST = 63;

  public InclusionProof {
    path = List.copyOf(path);
    if (index < 0 || index >= size || path.size() > LONGEST) {
      throw new IllegalArgumentException(
          "index " + index + " in a tree of " + size + " with a path of " + path.size());
    }
  }

  /** Builds the proof from the tree's nodes. */
  public static InclusionProof of(long index, long size, Nodes nodes, TreeHasher hasher) {
    List<Hash> path = new ArrayList<>();
    if (index >= 0 && index < size) {
      descend(index, 0, size, new Ranges(nodes, hasher), path);
    }
    return new InclusionProof(index, size, path);
  }

  private static void descend(long index, long from, long to, Ranges ranges, List<Hash> path) {
    if (to - from == 1) {
      return;
    }
    long middle = from + Ranges.split(to - from);
    if (index < middle) {
      descend(index, from, middle, ranges, path);
      path.add(Hash.of(ranges.root(middle, to)));
    } else {
      descend(index, middle, to, ranges, path);
      path.add(Hash.of(ranges.root(from, middle)));
    }
  }

  /** Whether the path leads from the leaf to the root (RFC 9162 section 2.1.3.2). */
  public boolean holds(Hash leaf, Hash root, TreeHasher hasher) {
    long fn = index;
    long sn = size - 1;
    byte[] reached = leaf.toBytes();
    for (Hash hash : path) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        reached = hasher.node(hash.toBytes(), reached);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        reached = hasher.node(reached, hash.toBytes());
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    return sn == 0 && root.matches(reached, 0);
  }
}
