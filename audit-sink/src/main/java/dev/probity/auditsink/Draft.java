// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.tree.LogTree;
import dev.probity.auditsink.tree.TreeHasher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What one poll wants to append, before the ledger is locked and idx, seq and append time are
 * known.
 *
 * @param stretches one per partition that moved, at least one
 */
public record Draft(List<Stretch> stretches) {
  public Draft {
    stretches = List.copyOf(stretches);
    long partitions = stretches.stream().map(Stretch::source).distinct().count();
    if (stretches.isEmpty() || partitions != stretches.size()) {
      throw new IllegalArgumentException(
          stretches.size() + " stretches over " + partitions + " partitions");
    }
  }

  /** Records in all stretches together. */
  public int records() {
    return stretches.stream().mapToInt(stretch -> stretch.records().size()).sum();
  }

  /** The same draft with each record as {@code change} makes it. */
  public Draft with(UnaryOperator<Prepared> change) {
    List<Stretch> changed = new ArrayList<>(stretches.size());
    for (Stretch stretch : stretches) {
      List<Prepared> records = new ArrayList<>(stretch.records().size());
      stretch.records().forEach(record -> records.add(change.apply(record)));
      changed.add(new Stretch(stretch.source(), stretch.from(), stretch.nextPosition(), records));
    }
    return new Draft(changed);
  }

  /**
   * Numbers the records, renders and hashes their entries and appends them to the tree. Call it
   * while the ledger is locked; if the transaction fails, the tree must be thrown away.
   *
   * @param tree the tree as the lock found it; it grows
   * @param lastAppendTime append time of the newest entry, in milliseconds
   * @param now the clock, in milliseconds
   */
  public Batch seal(LogTree tree, TreeHasher hasher, long lastAppendTime, long now) {
    // Commit markers alone bring no entry, and so no newer time of the newest entry.
    long appendTime = records() == 0 ? lastAppendTime : Math.max(now, lastAppendTime);
    List<Row> rows = new ArrayList<>(records());
    List<Batch.Range> ranges = new ArrayList<>(stretches.size());
    for (Stretch stretch : stretches) {
      long firstIdx = tree.size();
      long seq = stretch.from().nextSeq();
      for (Prepared record : stretch.records()) {
        byte[] entry = record.entryBytes(tree.size(), seq++, appendTime);
        byte[] leaf = hasher.leaf(entry);
        tree.append(leaf);
        rows.add(new Row(entry, leaf, record.subject(), record.stored()));
      }
      ranges.add(new Batch.Range(stretch, firstIdx));
    }
    return new Batch(rows, ranges, tree.takeFinished(), tree.frontier(), appendTime);
  }
}
