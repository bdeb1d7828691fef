// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsistencyProofTest {
  private static final int LARGEST = 130;

  private final TreeHasher hasher = new TreeHasher();

  @Test
  void everyPairOfSizesUpTo130IsProvenAndEveryChangedHashIsRefused() {
    int pairs = 0;
    for (int newSize = 1; newSize <= LARGEST; newSize++) {
      for (int oldSize = 1; oldSize <= newSize; oldSize++) {
        // Given
        Hash oldRoot = root(0, oldSize);
        Hash newRoot = root(0, newSize);
        // When
        ConsistencyProof proof = ConsistencyProof.of(oldSize, newSize, this::node, hasher);
        // Then
        assertTrue(proof.holds(oldRoot, newRoot, hasher), oldSize + " in " + newSize);
        assertRefused(proof, oldRoot, newRoot);
        pairs++;
      }
    }
    assertEquals(8_515, pairs);
  }

  private void assertRefused(ConsistencyProof proof, Hash oldRoot, Hash newRoot) {
    Hash foreign = Hash.of(hasher.leaf("foreign".getBytes(StandardCharsets.US_ASCII)));
    assertFalse(proof.holds(foreign, newRoot, hasher), "foreign old root accepted");
    assertFalse(proof.holds(oldRoot, foreign, hasher), "foreign new root accepted");
    List<Hash> longer = new ArrayList<>(proof.path());
    longer.add(foreign);
    assertFalse(with(proof, longer).holds(oldRoot, newRoot, hasher), "longer path accepted");
    if (!proof.path().isEmpty()) {
      List<Hash> shorter = proof.path().subList(0, proof.path().size() - 1);
      assertFalse(with(proof, shorter).holds(oldRoot, newRoot, hasher), "shorter path accepted");
      List<Hash> changed = new ArrayList<>(proof.path());
      changed.set(changed.size() / 2, foreign);
      assertFalse(with(proof, changed).holds(oldRoot, newRoot, hasher), "changed path accepted");
    }
  }

  private static ConsistencyProof with(ConsistencyProof proof, List<Hash> path) {
    return new ConsistencyProof(proof.oldSize(), proof.newSize(), path);
  }

  @Test
  void theEmptyTreeIsAPrefixOfEveryTreeWithoutAnyHash() {
    // Given
    Hash empty = Hash.of(hasher.emptyRoot());

    // When
    ConsistencyProof proof = ConsistencyProof.of(0, 7, this::node, hasher);

    // Then
    assertTrue(proof.path().isEmpty());
    assertTrue(proof.holds(empty, root(0, 7), hasher));
    assertFalse(proof.holds(root(0, 1), root(0, 7), hasher));
  }

  @Test
  void aShorterTreeIsNoSuccessor() {
    assertThrows(IllegalArgumentException.class, () -> new ConsistencyProof(5, 4, List.<Hash>of()));
  }

  private byte[] node(int level, long index) {
    return root(index << level, (index + 1) << level).toBytes();
  }

  /** RFC 6962 by the letter: recursion over the split, nothing shared with the code under test. */
  private Hash root(long from, long to) {
    if (to - from == 1) {
      return Hash.of(hasher.leaf(Long.toString(from).getBytes(StandardCharsets.US_ASCII)));
    }
    long split = 1;
    while (split * 2 < to - from) {
      split *= 2;
    }
    Hash left = cached(from, from + split);
    Hash right = cached(from + split, to);
    return Hash.of(hasher.node(left.toBytes(), right.toBytes()));
  }

  private final java.util.Map<List<Long>, Hash> known = new java.util.HashMap<>();

  private Hash cached(long from, long to) {
    Hash hash = known.get(List.of(from, to));
    if (hash == null) {
      hash = root(from, to);
      known.put(List.of(from, to), hash);
    }
    return hash;
  }
}
