// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.vault.WrappedKey;
import dev.probity.auditsink.verify.EntryColumns;
import dev.probity.auditsink.verify.StoredRow;
import dev.probity.topics.value.Bytes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Entries with their bodies by idx, then the bodies that have no entry; never held in memory. */
final class RowStream implements Iterator<StoredRow> {
  private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);
  private static final String COLUMNS =
      """
      SELECT e.month, e.idx, e.flags, e.event_type, e.schema_id, e.topic, e.part, e.off, e.seq,
        e.record_ts, e.ts_type, e.append_ts, e.key_commit, e.value_commit, e.headers_commit,
        e.body_digest, e.decision_id, e.model_digest, e.leaf_hash,\
      """;
  private static final String ENTRIES =
      COLUMNS
          + """
           b.stored, %s
          FROM ledger.entry e LEFT JOIN ledger.body b ON b.idx = e.idx AND b.month = e.month
          ORDER BY e.idx, e.month\
          """;
  private static final String SOME =
      COLUMNS
          + """
           b.stored, %s
          FROM ledger.entry e LEFT JOIN ledger.body b ON b.idx = e.idx AND b.month = e.month
          WHERE %s\
          """;
  private static final String SOME_ALONE =
      COLUMNS
          + """
           NULL::bytea, NULL::bytea, NULL::bytea
          FROM ledger.entry e WHERE %s\
          """;
  private static final String ENTRIES_ALONE =
      COLUMNS
          + """
           NULL::bytea, NULL::bytea, NULL::bytea
          FROM ledger.entry e WHERE e.idx >= %d AND e.idx < %d ORDER BY e.idx\
          """;
  private static final String BODIES_ALONE =
      """
      SELECT b.month, b.idx FROM ledger.body b
      WHERE NOT EXISTS (SELECT FROM ledger.entry e WHERE e.idx = b.idx AND e.month = b.month)
      ORDER BY b.idx\
      """;

  private final Connection connection;
  private final String query;
  private final boolean bodiesToo;
  private @Nullable CopyReader in;
  private boolean entries = true;
  private @Nullable StoredRow next;
  private int knownDay = Integer.MIN_VALUE;
  private LocalDate knownMonth = EPOCH;

  /**
   * All of them.
   *
   * @param keys whether the keys of encrypted bodies are read too
   */
  RowStream(Connection connection, boolean keys) {
    this(connection, ENTRIES.formatted(keys ? StoredKey.COLUMNS : StoredKey.NO_COLUMNS), true);
  }

  private RowStream(Connection connection, String query, boolean bodiesToo) {
    this.connection = connection;
    this.query = query;
    this.bodiesToo = bodiesToo;
  }

  /** Entries without their bodies, from one idx to before another. */
  static RowStream entries(Connection connection, long from, long to) {
    return new RowStream(connection, ENTRIES_ALONE.formatted(from, to), false);
  }

  /** Entries of a condition on {@code ledger.entry e}, with bodies and keys, in no order. */
  static RowStream where(Connection connection, String condition) {
    return new RowStream(connection, SOME.formatted(StoredKey.COLUMNS, condition), false);
  }

  /** Entries of a condition on {@code ledger.entry e}, without their bodies, in no order. */
  static RowStream entriesWhere(Connection connection, String condition) {
    return new RowStream(connection, SOME_ALONE.formatted(condition), false);
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        next = read();
      } catch (SQLException e) {
        throw Transaction.failure("reading rows", e);
      }
    }
    return next != null;
  }

  private @Nullable StoredRow read() throws SQLException {
    CopyReader open = in;
    if (open == null) {
      open = new CopyReader(connection, query);
      in = open;
    }
    if (entries) {
      if (open.next()) {
        return entry(open);
      }
      if (!bodiesToo) {
        return null;
      }
      entries = false;
      open = new CopyReader(connection, BODIES_ALONE);
      in = open;
    }
    if (!open.next()) {
      return null;
    }
    LocalDate month = month(open);
    return new StoredRow(open.int8(), month, null, null, null, null);
  }

  private StoredRow entry(CopyReader row) {
    LocalDate month = month(row);
    long idx = row.int8();
    EntryColumns columns =
        new EntryColumns(
            idx,
            row.int2(),
            row.int4(),
            row.int4(),
            String.valueOf(row.text()),
            row.int4(),
            row.int8(),
            row.int8(),
            row.int8(),
            row.int2(),
            row.int8(),
            hash(row),
            hash(row),
            hash(row),
            hash(row),
            hash(row),
            hash(row));
    byte[] leafHash = row.bytes();
    byte[] stored = row.bytes();
    WrappedKey key = StoredKey.of(row.bytes(), row.bytes());
    return new StoredRow(idx, month, columns, leafHash, stored, key);
  }

  private static @Nullable Bytes hash(CopyReader row) {
    byte[] bytes = row.bytes();
    return bytes == null ? null : Bytes.copyOf(bytes);
  }

  private LocalDate month(CopyReader row) {
    int day = row.int4();
    if (day != knownDay) {
      knownDay = day;
      knownMonth = EPOCH.plusDays(day);
    }
    return knownMonth;
  }

  @Override
  public StoredRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    StoredRow row = next;
    next = null;
    if (row == null) {
      throw new IllegalStateException("hasNext promised a row");
    }
    return row;
  }
}
