// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * RFC 6962 section 2.1.2: that a tree of {@code oldSize} leaves is a prefix of one of {@code
 * newSize}.
 *
 * @param oldSize leaves of the earlier tree
 * @param newSize leaves of the later tree
 * @param path hashes, at most 64; empty when the sizes are equal or the earlier is 0
 */
public record ConsistencyProof(long oldSize, long newSize, List<Hash> path) {
  public ConsistencyProof {
    path = List.copyOf(path);
    if (oldSize < 0 || newSize < oldSize) {
      throw new IllegalArgumentException("sizes " + oldSize + " and " + newSize);
    }
  }

  /** Builds the proof from the later tree's nodes. */
  public static ConsistencyProof of(long oldSize, long newSize, Nodes nodes, TreeHasher hasher) {
    List<Hash> path = new ArrayList<>();
    if (oldSize > 0 && oldSize < newSize) {
      subproof(oldSize, 0, newSize, true, new Ranges(nodes, hasher), path);
    }
    return new ConsistencyProof(oldSize, newSize, path);
  }

  private static void subproof(
      long old, long from, long to, boolean whole, Ranges ranges, List<Hash> path) {
    if (old == to - from) {
      if (!whole) {
        path.add(Hash.of(ranges.root(from, to)));
      }
      return;
    }
    long split = Ranges.split(to - from);
    if (old <= split) {
      subproof(old, from, from + split, whole, ranges, path);
      path.add(Hash.of(ranges.root(from + split, to)));
    } else {
      subproof(old - split, from + split, to, false, ranges, path);
      path.add(Hash.of(ranges.root(from, from + split)));
    }
  }

  /** Whether the path leads from the earlier root and to the later one (RFC 9162 §2.1.4.2). */
  public boolean holds(Hash oldRoot, Hash newRoot, TreeHasher hasher) {
    if (oldSize == newSize) {
      return path.isEmpty() && oldRoot.equals(newRoot);
    }
    if (oldSize == 0) {
      return path.isEmpty() && oldRoot.matches(hasher.emptyRoot(), 0);
    }
    List<Hash> hashes = new ArrayList<>(path);
    if (Long.bitCount(oldSize) == 1) {
      hashes.addFirst(oldRoot);
    }
    return !hashes.isEmpty() && walk(hashes, oldRoot, newRoot, hasher);
  }

  private boolean walk(List<Hash> hashes, Hash oldRoot, Hash newRoot, TreeHasher hasher) {
    int odd = Long.numberOfTrailingZeros(~(oldSize - 1));
    long fn = (oldSize - 1) >>> odd;
    long sn = (newSize - 1) >>> odd;
    byte[] earlier = hashes.getFirst().toBytes();
    byte[] later = earlier;
    for (Hash hash : hashes.subList(1, hashes.size())) {
      if (sn == 0) {
        return false;
      }
      byte[] next = hash.toBytes();
      if ((fn & 1) == 1 || fn == sn) {
        earlier = hasher.node(next, earlier);
        later = hasher.node(next, later);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        later = hasher.node(later, next);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    return sn == 0
        && Arrays.equals(earlier, oldRoot.toBytes())
        && Arrays.equals(later, newRoot.toBytes());
  }
}
