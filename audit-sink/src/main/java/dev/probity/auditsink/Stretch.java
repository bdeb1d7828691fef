// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.entry.Source;
import java.util.List;

/**
 * One partition's part of a poll: every record between two consumer positions.
 *
 * @param source the partition
 * @param from where the ledger should stand; if it does not, another writer was here
 * @param nextPosition the consumer's position after the poll
 * @param records the records between, by offset; none when only commit markers were passed
 */
public record Stretch(Source source, Cursor from, long nextPosition, List<Prepared> records) {
  public Stretch {
    records = List.copyOf(records);
    long least = from.next();
    for (Prepared each : records) {
      if (!each.source().equals(source) || each.offset() < least) {
        throw new IllegalArgumentException(
            each.source() + "@" + each.offset() + " does not follow " + source + "@" + least);
      }
      least = each.offset() + 1;
    }
    if (nextPosition < least || nextPosition == from.next()) {
      throw new IllegalArgumentException(
          source + " ends at position " + nextPosition + ", expected " + least + " or more");
    }
  }

  /** Where the ledger stands after it. */
  public Cursor to() {
    return new Cursor(nextPosition, from.nextSeq() + records.size());
  }
}
