// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

import dev.probity.auditsink.entry.Source;
import java.util.Map;

/** Where batches go: rows and positions become durable together, or neither does. */
public interface Ledger {
  /** Committed positions of all partitions the ledger has begun. */
  Map<Source, Position> positions();

  /**
   * Begins a partition at the log's first position unless it was begun before; either way tells
   * where the ledger stands.
   */
  Position begin(Source source, String topicId, long firstPosition);

  /**
   * Appends a draft in one transaction.
   *
   * @param now the clock, in milliseconds
   */
  AppendResult append(Draft draft, long now);
}
