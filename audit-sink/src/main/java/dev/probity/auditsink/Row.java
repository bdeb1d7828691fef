// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

/** One row to write: entry, its leaf hash, stored body. The arrays are shared, not copied. */
public final class Row {
  private final byte[] entry;
  private final byte[] leaf;
  private final byte[] stored;

  Row(byte[] entry, byte[] leaf, byte[] stored) {
    this.entry = entry;
    this.leaf = leaf;
    this.stored = stored;
  }

  /** Entry bytes, laid out as {@link dev.probity.auditsink.entry.EntryLayout} says. */
  public byte[] entry() {
    return entry;
  }

  /** Leaf hash of the entry. */
  public byte[] leaf() {
    return leaf;
  }

  /** Stored body. */
  public byte[] stored() {
    return stored;
  }
}
