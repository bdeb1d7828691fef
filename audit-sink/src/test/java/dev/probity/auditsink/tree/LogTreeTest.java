// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogTreeTest {
  private final TreeHasher hasher = new TreeHasher();

  @Test
  void resumesFromFrontierAndTailsAtEverySizeAroundTileBorders() {
    for (int size : new int[] {0, 1, 255, 256, 257, 511, 65_535, 65_536, 65_537, 65_800}) {
      // Given
      LogTree whole = grown(size);
      whole.takeFinished();

      // When
      LogTree resumed = new LogTree(hasher, whole.frontier(), whole.tails());
      append(whole, size, size + 300);
      append(resumed, size, size + 300);

      // Then
      assertEquals(whole.root(), resumed.root(), "size " + size);
      assertEquals(texts(whole.takeFinished()), texts(resumed.takeFinished()), "size " + size);
    }
  }

  @Test
  void finishesATileExactlyWhenItIsFullAndOneLevelUpFromItsRoot() {
    // Given
    LogTree tree = new LogTree(hasher);

    // When
    append(tree, 0, 65_536);

    // Then
    List<Tile> tiles = tree.takeFinished();
    assertEquals(257, tiles.size());
    assertEquals("tile 0/0", tiles.getFirst().toString());
    assertEquals("tile 0/255", tiles.get(255).toString());
    assertEquals("tile 1/0", tiles.get(256).toString());
    assertEquals(tiles.getFirst().root(hasher), tiles.get(256).hash(0));
    assertEquals(tree.root(), tiles.get(256).root(hasher));
  }

  @Test
  void frontierHasOneRootForEverySetBitAndSurvivesItsStoredForm() {
    // Given
    Frontier frontier = grown(0b1011).frontier();

    // When
    byte[] stored = frontier.toBytes();

    // Then
    assertEquals(3, frontier.roots().size());
    assertEquals(frontier, Frontier.of(11, stored));
    assertArrayEquals(stored, Frontier.of(11, stored).toBytes());
  }

  @Test
  void refusesAFrontierWhoseLengthDoesNotFitItsSize() {
    assertThrows(IllegalArgumentException.class, () -> Frontier.of(3, new byte[32]));
    assertThrows(IllegalArgumentException.class, () -> Frontier.of(-1, new byte[0]));
    assertThrows(IllegalArgumentException.class, () -> new Frontier(1, List.of()));
  }

  @Test
  void refusesTailsThatDoNotFitTheSize() {
    Frontier frontier = grown(2).frontier();
    List<byte[]> short1 = List.of(new byte[32]);
    assertThrows(IllegalArgumentException.class, () -> new LogTree(hasher, frontier, short1));
  }

  @Test
  void refusesLeavesAndTilesOfTheWrongLength() {
    LogTree tree = new LogTree(hasher);
    assertThrows(IllegalArgumentException.class, () -> tree.append(new byte[31]));
    assertThrows(IllegalArgumentException.class, () -> new Tile(0, 0, new byte[32]));
    assertThrows(IllegalArgumentException.class, () -> Hash.of(new byte[33]));
    assertThrows(IllegalArgumentException.class, () -> hasher.subtree(new byte[96], 0, 3));
  }

  @Test
  void nodesFromTilesAreThoseOfTheWholeTree() {
    // Given
    int size = 66_000;
    LogTree tree = grown(size);
    TiledNodes nodes = new TiledNodes(hasher, storeOf(tree, size));

    // When
    Nodes at = nodes.at(size);

    // Then
    for (int level = 0; level <= 16; level++) {
      for (long index : new long[] {0, ((long) size >>> level) - 1}) {
        byte[] expected = perfect(level, index);
        assertArrayEquals(expected, at.node(level, index), "node " + level + "/" + index);
      }
    }
    assertThrows(IllegalArgumentException.class, () -> at.node(16, 1));
  }

  private byte[] perfect(int level, long index) {
    return level == 0
        ? leaf(index)
        : hasher.node(perfect(level - 1, 2 * index), perfect(level - 1, 2 * index + 1));
  }

  private TiledNodes.Source storeOf(LogTree tree, int size) {
    Map<String, byte[]> stored = new HashMap<>();
    tree.takeFinished().forEach(tile -> stored.put(tile.toString(), tile.hashes()));
    stored.put("tile 0/" + size / 256, tree.tails().getFirst());
    return (level, tile, first, count) -> {
      byte[] hashes = stored.get("tile " + level + "/" + tile);
      byte[] part = new byte[count * Hash.BYTES];
      System.arraycopy(hashes, first * Hash.BYTES, part, 0, part.length);
      return part;
    };
  }

  private LogTree grown(int size) {
    LogTree tree = new LogTree(hasher);
    append(tree, 0, size);
    return tree;
  }

  private void append(LogTree tree, int from, int to) {
    for (int i = from; i < to; i++) {
      tree.append(leaf(i));
    }
  }

  private byte[] leaf(long i) {
    return hasher.leaf(Long.toString(i).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  private static List<String> texts(List<Tile> tiles) {
    List<String> texts = new ArrayList<>();
    tiles.forEach(tile -> texts.add(tile + " " + tile.hash(0) + " " + tile.hash(255)));
    return texts;
  }
}
