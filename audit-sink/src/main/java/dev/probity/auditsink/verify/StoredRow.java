// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** An entry and its body as a snapshot joins them by idx; either may be missing. */
public final class StoredRow {
  private final long idx;
  private final LocalDate month;
  private final @Nullable EntryColumns columns;
  private final byte @Nullable [] leafHash;
  private final byte @Nullable [] stored;

  /**
   * A row; the arrays are not copied and must not be changed.
   *
   * @param idx idx of the row
   * @param month partition key of the table
   * @param columns columns of the entry, null when only a body stands there
   * @param leafHash stored leaf hash
   * @param stored stored body, null when there is none
   */
  public StoredRow(
      long idx,
      LocalDate month,
      @Nullable EntryColumns columns,
      byte @Nullable [] leafHash,
      byte @Nullable [] stored) {
    this.idx = idx;
    this.month = month;
    this.columns = columns;
    this.leafHash = leafHash;
    this.stored = stored;
  }

  /** idx of the row. */
  public long idx() {
    return idx;
  }

  /** Columns of the entry, null when only a body stands there. */
  public @Nullable EntryColumns columns() {
    return columns;
  }

  LocalDate month() {
    return month;
  }

  byte @Nullable [] leafHash() {
    return leafHash;
  }

  /** Stored body, null when there is none. */
  public byte @Nullable [] stored() {
    return stored;
  }
}
