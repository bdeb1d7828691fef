// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.vault.WrappedKey;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** An entry and its body as a snapshot joins them by idx; either may be missing. */
public final class StoredRow {
  private final long idx;
  private final LocalDate month;
  private final @Nullable EntryColumns columns;
  private final byte @Nullable [] leafHash;
  private final byte @Nullable [] stored;
  private final @Nullable WrappedKey key;

  /**
   * A row; the arrays are not copied and must not be changed.
   *
   * @param idx idx of the row
   * @param month partition key of the table
   * @param columns columns of the entry, null when only a body stands there
   * @param leafHash stored leaf hash
   * @param stored stored body, null when there is none
   * @param key key of an encrypted body, null when there is none or it was not read
   */
  public StoredRow(
      long idx,
      LocalDate month,
      @Nullable EntryColumns columns,
      byte @Nullable [] leafHash,
      byte @Nullable [] stored,
      @Nullable WrappedKey key) {
    this.idx = idx;
    this.month = month;
    this.columns = columns;
    this.leafHash = leafHash;
    this.stored = stored;
    this.key = key;
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

  /** Key of an encrypted body, null when there is none or it was not read. */
  public @Nullable WrappedKey key() {
    return key;
  }

  /** Stored body, null when there is none. */
  public byte @Nullable [] stored() {
    return stored;
  }
}
