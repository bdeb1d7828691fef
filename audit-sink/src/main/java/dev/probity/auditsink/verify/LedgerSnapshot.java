// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.tree.Frontier;
import dev.probity.auditsink.tree.Tile;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One consistent look at everything a ledger stores; iterators read as they go. */
public interface LedgerSnapshot {
  /** The tree row. */
  Head head();

  /** Where the ledger was cut last; null when nothing was dropped. */
  @Nullable Boundary boundary();

  /** Entries joined with bodies by idx, ascending. */
  Iterator<StoredRow> rows();

  /** Full tiles of one level by index. */
  Iterator<Tile> tiles(int level);

  /** Position ranges by first idx. */
  Iterator<Range> ranges();

  /** Signed heads by size. */
  Iterator<Note> checkpoints();

  /** Next positions. */
  Map<Source, Cursor> positions();

  /** The tree row. */
  final class Head {
    private final long size;
    private final byte[] frontier;
    private final long lastAppendTime;

    /** Takes the columns as they are. */
    public Head(long size, byte[] frontier, long lastAppendTime) {
      this.size = size;
      this.frontier = frontier.clone();
      this.lastAppendTime = lastAppendTime;
    }

    long size() {
      return size;
    }

    boolean hasFrontier(Frontier expected) {
      return Arrays.equals(expected.toBytes(), frontier);
    }

    long lastAppendTime() {
      return lastAppendTime;
    }
  }

  /**
   * A row of the range table.
   *
   * @param source the partition
   * @param firstPosition first Kafka position
   * @param nextPosition position behind the last
   * @param firstIdx idx of its first record
   * @param count number of records
   */
  record Range(Source source, long firstPosition, long nextPosition, long firstIdx, long count) {}

  /** A stored checkpoint. */
  final class Note {
    private final long size;
    private final byte[] bytes;

    /** Takes the columns as they are. */
    public Note(long size, byte[] bytes) {
      this.size = size;
      this.bytes = bytes.clone();
    }

    /** Size it stands under. */
    public long size() {
      return size;
    }

    byte[] bytes() {
      return bytes.clone();
    }
  }
}
