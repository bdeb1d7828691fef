// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every leaf of every small tree, and the proofs of the reference implementation's test data. */
class InclusionProofTest {
  private static final int LARGEST = 130;
  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private final TreeHasher hasher = new TreeHasher();

  private List<Hash> leaves(int count) {
    List<Hash> leaves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leaves.add(Hash.of(hasher.leaf(("leaf " + i).getBytes(StandardCharsets.US_ASCII))));
    }
    return leaves;
  }

  /** The recursive definition of RFC 6962 section 2.1, with nothing clever about it. */
  private Hash root(List<Hash> leaves) {
    if (leaves.isEmpty()) {
      return Hash.of(hasher.emptyRoot());
    }
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    return Hash.of(
        hasher.node(
            root(leaves.subList(0, split)).toBytes(),
            root(leaves.subList(split, leaves.size())).toBytes()));
  }

  private Nodes nodes(List<Hash> leaves) {
    return (level, index) -> {
      int width = 1 << level;
      int from = Math.toIntExact(index) * width;
      return root(leaves.subList(from, from + width)).toBytes();
    };
  }

  @Test
  void everyLeafOfEveryTreeUpTo130HasAProofThatHolds() {
    List<Hash> all = leaves(LARGEST);
    for (int size = 1; size <= LARGEST; size++) {
      List<Hash> leaves = all.subList(0, size);
      Hash root = root(leaves);
      for (int index = 0; index < size; index++) {
        InclusionProof proof = InclusionProof.of(index, size, nodes(leaves), hasher);
        assertTrue(proof.holds(leaves.get(index), root, hasher), index + " of " + size);
      }
    }
  }

  @Test
  void aProofHoldsForNoOtherLeafIndexSizeOrRoot() {
    List<Hash> all = leaves(40);
    for (int size = 1; size <= 40; size++) {
      List<Hash> leaves = all.subList(0, size);
      Hash root = root(leaves);
      for (int index = 0; index < size; index++) {
        InclusionProof proof = InclusionProof.of(index, size, nodes(leaves), hasher);
        for (int other = 0; other < size; other++) {
          InclusionProof moved = new InclusionProof(other, size, proof.path());
          assertEquals(other == index, moved.holds(leaves.get(index), root, hasher));
          assertEquals(other == index, proof.holds(leaves.get(other), root, hasher));
        }
        assertFalse(proof.holds(leaves.get(index), root(all.subList(0, size - 1)), hasher));
      }
    }
  }

  @Test
  void everyChangedMissingOrAddedHashOfAPathIsRefused() {
    List<Hash> leaves = leaves(77);
    Hash root = root(leaves);
    for (int index = 0; index < 77; index++) {
      InclusionProof proof = InclusionProof.of(index, 77, nodes(leaves), hasher);
      for (int at = 0; at < proof.path().size(); at++) {
        List<Hash> path = new ArrayList<>(proof.path());
        byte[] bytes = path.get(at).toBytes();
        bytes[at % 32] ^= 1;
        path.set(at, Hash.of(bytes));
        assertFalse(new InclusionProof(index, 77, path).holds(leaves.get(index), root, hasher));
        path = new ArrayList<>(proof.path());
        path.remove(at);
        assertFalse(new InclusionProof(index, 77, path).holds(leaves.get(index), root, hasher));
      }
      List<Hash> longer = new ArrayList<>(proof.path());
      longer.add(root);
      assertFalse(new InclusionProof(index, 77, longer).holds(leaves.get(index), root, hasher));
    }
  }

  @Test
  void theProofsOfTheReferenceTestDataAreOurs() {
    // Given: certificate-transparency's eight leaves and its published paths
    List<Hash> leaves =
        LEAVES.stream().map(hex -> Hash.of(hasher.leaf(HexFormat.of().parseHex(hex)))).toList();

    // When
    InclusionProof first = InclusionProof.of(0, 8, nodes(leaves), hasher);
    InclusionProof sixth = InclusionProof.of(5, 8, nodes(leaves), hasher);
    InclusionProof third = InclusionProof.of(2, 3, nodes(leaves.subList(0, 3)), hasher);

    // Then
    assertEquals(
        List.of(
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
        first.path().stream().map(Hash::toString).toList());
    assertEquals(
        List.of(
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        sixth.path().stream().map(Hash::toString).toList());
    assertEquals(
        List.of("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        third.path().stream().map(Hash::toString).toList());
  }

  @Test
  void aLeafOutsideTheTreeHasNoProof() {
    List<Hash> leaves = leaves(3);
    assertThrows(
        IllegalArgumentException.class, () -> InclusionProof.of(3, 3, nodes(leaves), hasher));
    assertThrows(
        IllegalArgumentException.class, () -> InclusionProof.of(-1, 3, nodes(leaves), hasher));
    List<Hash> tooLong = Collections.nCopies(64, leaves.getFirst());
    assertThrows(IllegalArgumentException.class, () -> new InclusionProof(0, 3, tooLong));
  }

  @Test
  void aTreeOfOneLeafNeedsNoPath() {
    List<Hash> leaves = leaves(1);
    InclusionProof proof = InclusionProof.of(0, 1, nodes(leaves), hasher);

    assertEquals(List.of(), proof.path());
    assertTrue(proof.holds(leaves.getFirst(), leaves.getFirst(), hasher));
  }
}
