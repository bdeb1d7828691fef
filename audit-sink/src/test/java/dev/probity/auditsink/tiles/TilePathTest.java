// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The paths of C2SP tlog-tiles, with the examples of that document. */
class TilePathTest {
  @Test
  void writesTheExamplesOfTheDocument() {
    assertEquals("tile/0/x001/x234/067", new TilePath(0, 1_234_067, 256).toString());
    assertEquals("tile/0/000", new TilePath(0, 0, 256).toString());
    assertEquals("tile/0/x001/x234/067.p/8", new TilePath(0, 1_234_067, 8).toString());
    assertEquals("tile/entries/999.p/1", new TilePath(TilePath.ENTRIES, 999, 1).toString());
    assertEquals("tile/7/x001/000", new TilePath(7, 1_000, 256).toString());
  }

  @Test
  void readsBackWhatItWrites() {
    for (long index : new long[] {0, 1, 999, 1_000, 1_234_067, (1L << 55) - 1}) {
      for (int width : new int[] {1, 9, 10, 99, 100, 255, 256}) {
        for (int level = TilePath.ENTRIES; level < 8; level++) {
          TilePath path = new TilePath(level, index, width);
          assertEquals(path, TilePath.parse(path.toString()));
        }
      }
    }
  }

  @Test
  void refusesEveryOtherSpelling() {
    for (String bad :
        List.of(
            "tile/0/0",
            "tile/0/00",
            "tile/0/0000",
            "tile/0/x000/001",
            "tile/0/001/002",
            "tile/0/x001/x002",
            "tile/8/000",
            "tile/00/000",
            "tile/-1/000",
            "tile/entries/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/257",
            "tile/0/000.p/01",
            "tile/0/000.p/",
            "tile/0/000/",
            "/tile/0/000",
            "tile/0/../000",
            "tile/0/\u0660\u0660\u0660",
            "tile/0/000\n",
            "")) {
      assertThrows(IllegalArgumentException.class, () -> TilePath.parse(bad), bad);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> TilePath.parse("tile/0/" + "x001/".repeat(99) + "001"));
  }

  @Test
  void aTreeOf70000LeavesHasTheTilesOfTheSpecification() {
    // When
    List<TilePath> leaves = TilePath.ofLevel(0, 70_000);

    // Then
    assertEquals(274, leaves.size());
    assertEquals(new TilePath(0, 273, 112), leaves.getLast());
    assertTrue(leaves.getLast().partial());
    assertFalse(leaves.getFirst().partial());
    assertEquals(
        List.of(new TilePath(1, 0, 256), new TilePath(1, 1, 17)), TilePath.ofLevel(1, 70_000));
    assertEquals(List.of(new TilePath(2, 0, 1)), TilePath.ofLevel(2, 70_000));
    assertEquals(List.of(), TilePath.ofLevel(3, 70_000));
    assertEquals(leaves.size(), TilePath.ofLevel(TilePath.ENTRIES, 70_000).size());
  }

  @Test
  void atTheEdgeOfATileThereIsNoEmptyOne() {
    assertEquals(List.of(), TilePath.ofLevel(0, 0));
    assertEquals(List.of(new TilePath(0, 0, 255)), TilePath.ofLevel(0, 255));
    assertEquals(List.of(), TilePath.ofLevel(1, 255));
    assertEquals(List.of(new TilePath(0, 0, 256)), TilePath.ofLevel(0, 256));
    assertEquals(List.of(new TilePath(1, 0, 1)), TilePath.ofLevel(1, 256));
    assertEquals(2, TilePath.ofLevel(0, 257).size());
    assertEquals(List.of(new TilePath(1, 0, 256)), TilePath.ofLevel(1, 65_536));
    assertEquals(List.of(new TilePath(2, 0, 1)), TilePath.ofLevel(2, 65_536));
  }
}
