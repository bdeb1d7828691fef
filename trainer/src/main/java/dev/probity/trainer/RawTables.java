// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.topics.record.SourcePosition;
import dev.probity.trainer.data.Table;
import dev.probity.trainer.data.TableColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where every record that was read stood, whom it was about (hashed) and what the intake made of
 * it. Holds no record's body: what a commit names can never be changed, and a body must be able to
 * be erased; bodies are on the topic for its retention and in the ledger.
 */
public final class RawTables {
  /** The fate of a record the join decides about. */
  static final String TAKEN = "taken";

  private static final HashedId NOBODY = new HashedId(0, 0);

  private final Log candidates = new Log();
  private final Log outcomes = new Log();

  RawTables() {}

  /** Candidate records in the order they were read. */
  public Table candidates() {
    return candidates.table();
  }

  /** Outcome records in the order they were read. */
  public Table outcomes() {
    return outcomes.table();
  }

  void candidate(SourcePosition position, @Nullable HashedId id, Instant at, String fate) {
    candidates.add(position, id, at.toEpochMilli(), fate);
  }

  void outcome(SourcePosition position, @Nullable HashedId id, @Nullable Instant at, String fate) {
    outcomes.add(position, id, at == null ? 0 : at.toEpochMilli(), fate);
  }

  /** A growing table. */
  private static final class Log {
    private long[] partitions = new long[1024];
    private long[] offsets = new long[1024];
    private long[] times = new long[1024];
    private final HashedIds ids = new HashedIds();
    private final BitSet named = new BitSet();
    private final List<String> fates = new ArrayList<>();

    void add(SourcePosition position, @Nullable HashedId id, long at, String fate) {
      int row = fates.size();
      if (row == offsets.length) {
        partitions = Arrays.copyOf(partitions, row * 2);
        offsets = Arrays.copyOf(offsets, row * 2);
        times = Arrays.copyOf(times, row * 2);
      }
      partitions[row] = position.partition();
      offsets[row] = position.offset();
      times[row] = at;
      ids.add(id == null ? NOBODY : id);
      named.set(row, id != null);
      fates.add(fate);
    }

    private @Nullable String[] ids() {
      @Nullable String[] texts = new String[fates.size()];
      named.stream().forEach(row -> texts[row] = ids.hex(row));
      return texts;
    }

    Table table() {
      int rows = fates.size();
      return new Table(
          rows,
          List.of(
              new TableColumn.Longs("partition", Arrays.copyOf(partitions, rows)),
              new TableColumn.Longs("offset", Arrays.copyOf(offsets, rows)),
              new TableColumn.Longs("at", Arrays.copyOf(times, rows)),
              new TableColumn.Texts("id", ids()),
              new TableColumn.Texts("fate", fates.toArray(new String[0]))));
    }
  }
}
