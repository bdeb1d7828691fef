// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

import dev.probity.auditsink.tree.Frontier;
import dev.probity.auditsink.tree.Tile;
import java.util.List;

/**
 * What one transaction writes, as a value: either all of it is committed or none.
 *
 * @param rows entries and bodies, by idx
 * @param ranges one per partition: which positions and which idx
 * @param tiles tiles that became full
 * @param frontier the tree after it
 * @param appendTime time of all its entries, in milliseconds
 */
public record Batch(
    List<Row> rows, List<Range> ranges, List<Tile> tiles, Frontier frontier, long appendTime) {
  public Batch {
    rows = List.copyOf(rows);
    ranges = List.copyOf(ranges);
    tiles = List.copyOf(tiles);
    int numbered = ranges.stream().mapToInt(Range::count).sum();
    if (numbered != rows.size()) {
      throw new IllegalStateException(numbered + " records became " + rows.size() + " rows");
    }
  }

  /**
   * A stretch with its place in the ledger.
   *
   * @param stretch the positions
   * @param firstIdx idx of its first record, or of the next one when it has none
   */
  public record Range(Stretch stretch, long firstIdx) {
    /** Number of records. */
    public int count() {
      return stretch.records().size();
    }
  }
}
