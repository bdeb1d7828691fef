// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.Draft;
import dev.probity.auditsink.entry.Source;

/** Hears what the sink does: the place for meters and logs. Must be quick and must not throw. */
interface SinkListener {
  /** The state changed; called once per change. */
  default void changed(SinkState state) {}

  /** A batch is committed; the ledger has {@code size} entries now. */
  default void appended(Draft draft, long size, long now) {}

  /** Another writer had moved a position. */
  default void fenced() {}

  /** The database failed in a way that is tried again. */
  default void retried(String sqlState) {}

  /** How many records of a partition are not in the ledger yet. */
  default void lag(Source source, long records) {}
}
