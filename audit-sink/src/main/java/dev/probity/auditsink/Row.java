// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

import dev.probity.auditsink.tree.Hash;
import org.jspecify.annotations.Nullable;

/** One row to write: entry, its leaf hash, whose it is, stored body. Shares the arrays. */
public final class Row {
  private final byte[] entry;
  private final byte[] leaf;
  private final @Nullable Hash subject;
  private final byte[] stored;

  Row(byte[] entry, byte[] leaf, @Nullable Hash subject, byte[] stored) {
    this.entry = entry;
    this.leaf = leaf;
    this.subject = subject;
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

  /** Reference under whose key the body is stored, null when it is about nobody. */
  public @Nullable Hash subject() {
    return subject;
  }

  /** Stored body. */
  public byte[] stored() {
    return stored;
  }
}
