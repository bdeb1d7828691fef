// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

/** What became of a draft. */
public sealed interface AppendResult {
  /**
   * Committed.
   *
   * @param size entries in the ledger now
   * @param appendTime time of the new entries, in milliseconds
   */
  record Appended(long size, long appendTime) implements AppendResult {}

  /**
   * Nothing was written: another writer has moved at least one of the positions. Positions must be
   * read again.
   */
  record Fenced() implements AppendResult {}
}
