// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.Row;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.entry.EntryLayout;
import dev.probity.auditsink.tree.Hash;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Writes ledger rows as COPY streams; the columns are cut straight from the entry bytes. */
final class RowEncoder {
  private static final long POSTGRES_EPOCH_DAY = LocalDate.of(2000, 1, 1).toEpochDay();
  private static final String[] ENTRY_COLUMNS = {
    "month",
    "idx",
    "flags",
    "event_type",
    "schema_id",
    "topic",
    "part",
    "off",
    "seq",
    "record_ts",
    "ts_type",
    "append_ts",
    "key_commit",
    "value_commit",
    "headers_commit",
    "body_digest",
    "decision_id",
    "model_digest",
    "leaf_hash"
  };

  private static final String[] BODY_COLUMNS = {"month", "idx", "subject_ref", "stored"};

  private RowEncoder() {}

  /** First day of the UTC month a row belongs to. */
  static LocalDate month(long appendTime) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(appendTime), ZoneOffset.UTC).withDayOfMonth(1);
  }

  static int postgresDate(LocalDate day) {
    return (int) (day.toEpochDay() - POSTGRES_EPOCH_DAY);
  }

  static long copyEntries(Connection connection, List<Row> rows, LocalDate month)
      throws SQLException {
    try (CopyWriter out = entries(connection)) {
      for (Row row : rows) {
        entry(out, month, row.entry(), row.leaf());
      }
      return out.finish();
    }
  }

  static CopyWriter entries(Connection connection) throws SQLException {
    return new CopyWriter(connection, "ledger.entry", ENTRY_COLUMNS);
  }

  static void entry(CopyWriter out, LocalDate month, byte[] entry, byte[] leaf)
      throws SQLException {
    entry(out.row(), postgresDate(month), entry);
    out.bytes(leaf);
  }

  private static void entry(CopyWriter out, int date, byte[] entry) {
    ByteBuffer fields = ByteBuffer.wrap(entry);
    int flags = entry[EntryLayout.FLAGS];
    out.int4(date)
        .int8(fields.getLong(EntryLayout.IDX))
        .int2(flags)
        .int4(Short.toUnsignedInt(fields.getShort(EntryLayout.EVENT_TYPE)))
        .int4(Short.toUnsignedInt(fields.getShort(EntryLayout.SCHEMA_ID)))
        .bytes(entry, Entry.FIXED_BYTES, entry.length - Entry.FIXED_BYTES)
        .int4(fields.getInt(EntryLayout.PARTITION))
        .int8(fields.getLong(EntryLayout.OFFSET))
        .int8(fields.getLong(EntryLayout.SEQ))
        .int8(fields.getLong(EntryLayout.RECORD_TIME))
        .int2(Byte.toUnsignedInt(entry[EntryLayout.TIME_KIND]))
        .int8(fields.getLong(EntryLayout.APPEND_TIME));
    hash(out, flags & EntryLayout.KEY_PRESENT, entry, EntryLayout.KEY_COMMIT);
    hash(out, flags & EntryLayout.VALUE_PRESENT, entry, EntryLayout.VALUE_COMMIT);
    hash(out, 1, entry, EntryLayout.HEADERS_COMMIT);
    hash(out, 1, entry, EntryLayout.BODY_DIGEST);
    hash(out, flags & EntryLayout.DECISION_PRESENT, entry, EntryLayout.DECISION_ID);
    hash(out, flags & EntryLayout.MODEL_PRESENT, entry, EntryLayout.MODEL_DIGEST);
  }

  private static void hash(CopyWriter out, int present, byte[] entry, int at) {
    if (present == 0) {
      out.absent();
    } else {
      out.bytes(entry, at, Hash.BYTES);
    }
  }

  static long copyBodies(Connection connection, List<Row> rows, LocalDate month)
      throws SQLException {
    int date = postgresDate(month);
    try (CopyWriter out = new CopyWriter(connection, "ledger.body", BODY_COLUMNS)) {
      for (Row row : rows) {
        long idx = ByteBuffer.wrap(row.entry()).getLong(EntryLayout.IDX);
        out.row().int4(date).int8(idx);
        Hash subject = row.subject();
        if (subject == null) {
          out.absent();
        } else {
          out.hash(subject);
        }
        out.bytes(row.stored());
      }
      return out.finish();
    }
  }
}
