// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

/**
 * How far the ledger has taken a partition in.
 *
 * @param next Kafka position of the next record to read; not "last offset + 1", because commit
 *     markers of transactions take positions too
 * @param nextSeq number the next record of this partition gets
 */
public record Cursor(long next, long nextSeq) {
  public Cursor {
    if (next < 0 || nextSeq < 0) {
      throw new IllegalArgumentException("cursor at " + next + ", seq " + nextSeq);
    }
  }
}
