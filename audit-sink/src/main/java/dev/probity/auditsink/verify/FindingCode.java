// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

/** What can be wrong with a ledger. */
public enum FindingCode {
  /** Entries are missing. */
  INDEX_GAP,
  /** An idx occurs twice. */
  INDEX_DUP,
  /** Columns that are no entry. */
  ENTRY_MALFORMED,
  /** The entry does not hash to its stored leaf hash. */
  LEAF_MISMATCH,
  /** The body does not have the digest its entry names. */
  BODY_MISMATCH,
  /** The body is gone, and no erasure or retention accounts for it. */
  BODY_MISSING,
  /** A body without an entry. */
  BODY_UNEXPECTED,
  /** Key, value or headers are not what the entry commits to. */
  COMMIT_MISMATCH,
  /** Numbers of a partition are not 0, 1, 2, … */
  SEQ_GAP,
  /** A Kafka position was recorded twice. */
  POSITION_DUP,
  /** Kafka positions of a partition go back. */
  POSITION_ORDER,
  /** A Kafka position was left out on a topic that has no gaps. */
  OFFSET_GAP,
  /** Recorded position ranges do not join, or do not hold their rows. */
  BATCH_RANGE,
  /** The next position is not where the last range ends. */
  OFFSET_TABLE,
  /** A stored tile differs from the hashes below it, or is missing. */
  TILE_MISMATCH,
  /** The stored frontier is not that of the entries. */
  FRONTIER_MISMATCH,
  /** The stored size is not the number of entries. */
  SIZE_MISMATCH,
  /** A checkpoint that no trusted key signed, or that is no checkpoint. */
  CHECKPOINT_SIGNATURE,
  /** A signed root that is not the root of the entries. */
  CHECKPOINT_ROOT,
  /** Two signed heads of which the later does not extend the earlier. */
  CHECKPOINT_INCONSISTENT,
  /** A signed head beyond the end of the ledger: it was cut or restored from an old copy. */
  ROLLBACK,
  /** Two signed heads of one size with different roots. */
  FORK,
  /** Append times go back. */
  TIME_REVERSED,
  /** Entries are gone before their time. */
  RETENTION,
  /** A file of a proof bundle is missing, superfluous or not what the others make of it. */
  BUNDLE_FILE,
  /** An inclusion proof does not lead from its entry to the signed root. */
  PROOF_MISMATCH,
  /** A time stamp that is of another head, or that no trusted authority made. */
  STAMP
}
