// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

/** Where the fields of an entry of version 1 stand; all numbers are big-endian. */
public final class EntryLayout {
  /** Flag: the record has a key. */
  public static final int KEY_PRESENT = 1;

  /** Flag: the record has a value. */
  public static final int VALUE_PRESENT = 2;

  /** Flag: the body is stored encrypted. */
  public static final int ENCRYPTED = 4;

  /** Flag: the record names a prediction. */
  public static final int DECISION_PRESENT = 8;

  /** Flag: the record names a model. */
  public static final int MODEL_PRESENT = 16;

  /** One byte of flags. */
  public static final int FLAGS = 4;

  /** u16 event type. */
  public static final int EVENT_TYPE = 5;

  /** u16 schema id. */
  public static final int SCHEMA_ID = 7;

  /** i64 position in the ledger. */
  public static final int IDX = 9;

  /** i32 partition. */
  public static final int PARTITION = 17;

  /** i64 Kafka offset. */
  public static final int OFFSET = 21;

  /** i64 number within the partition. */
  public static final int SEQ = 29;

  /** i64 record timestamp. */
  public static final int RECORD_TIME = 37;

  /** u8 kind of that timestamp. */
  public static final int TIME_KIND = 45;

  /** i64 append time. */
  public static final int APPEND_TIME = 46;

  /** 32 bytes. */
  public static final int KEY_COMMIT = 54;

  /** 32 bytes. */
  public static final int VALUE_COMMIT = 86;

  /** 32 bytes. */
  public static final int HEADERS_COMMIT = 118;

  /** 32 bytes. */
  public static final int BODY_DIGEST = 150;

  /** 32 bytes. */
  public static final int DECISION_ID = 182;

  /** 32 bytes. */
  public static final int MODEL_DIGEST = 214;

  private EntryLayout() {}
}
