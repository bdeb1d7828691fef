// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.entry.Commitments;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.entry.MalformedEntryException;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.vault.BodyOpener;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One row by itself: columns make an entry, the entry its leaf hash, the body its commitments. */
final class RowCheck {
  private final TreeHasher hasher = new TreeHasher();
  private final Commitments commitments = new Commitments();
  private final Findings findings;
  private final BodyOpener opener;
  private final MissingBodies missing = new MissingBodies();
  private LocalDate knownMonth = LocalDate.EPOCH;
  private long monthFrom;
  private long monthTo;

  RowCheck(Findings findings, BodyOpener opener) {
    this.findings = findings;
    this.opener = opener;
  }

  /** After the last row: bodies that are gone although no recorded erasure names them. */
  void finish() {
    missing.unexplained(
        idx -> add(FindingCode.BODY_MISSING, idx, "body", "a stored body or an erasure", "none"));
  }

  /** Checks the row and gives its entry, or null when the columns spell none. */
  @Nullable Entry check(StoredRow row, EntryColumns columns) {
    Entry entry;
    try {
      entry = columns.entry();
    } catch (MalformedEntryException e) {
      String reason = String.valueOf(e.getMessage());
      add(FindingCode.ENTRY_MALFORMED, row.idx(), "columns", "an entry", reason);
      return null;
    }
    checkMonth(row, entry.appendTime());
    byte[] leaf = hasher.leaf(entry.toBytes());
    byte[] stored = row.leafHash();
    if (stored == null || !Arrays.equals(leaf, stored)) {
      add(FindingCode.LEAF_MISMATCH, row.idx(), "leaf hash", Hash.of(leaf), shown(stored));
    }
    checkBody(row, entry);
    return entry;
  }

  private static String shown(byte @Nullable [] hash) {
    return hash == null || hash.length != Hash.BYTES ? "no hash" : Hash.of(hash).toString();
  }

  private void checkMonth(StoredRow row, long appendTime) {
    if (appendTime < monthFrom || appendTime >= monthTo) {
      Instant appended = Instant.ofEpochMilli(appendTime);
      knownMonth = LocalDate.ofInstant(appended, ZoneOffset.UTC).withDayOfMonth(1);
      monthFrom = startOf(knownMonth);
      monthTo = startOf(knownMonth.plusMonths(1));
    }
    if (!row.month().equals(knownMonth)) {
      add(FindingCode.ENTRY_MALFORMED, row.idx(), "month", knownMonth, row.month());
    }
  }

  private static long startOf(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  private void checkBody(StoredRow row, Entry entry) {
    byte[] stored = row.stored();
    if (stored == null) {
      missing.add(row.idx());
      return;
    }
    if (!entry.bodyDigest().matches(commitments.bodyDigest(stored), 0)) {
      String found = Hash.of(commitments.bodyDigest(stored)).toString();
      add(FindingCode.BODY_MISMATCH, row.idx(), "body digest", entry.bodyDigest(), found);
    } else if (entry.encrypted() != Body.encrypted(stored)) {
      add(FindingCode.COMMIT_MISMATCH, row.idx(), "body form", "as the entry says", "another");
    } else if (!entry.encrypted() || opener.hasKeys()) {
      checkCommitments(row, entry, stored);
    }
  }

  private void checkCommitments(StoredRow row, Entry entry, byte[] stored) {
    try {
      Body body = opener.open(entry, stored, row.key());
      if (body == null) {
        add(FindingCode.COMMIT_MISMATCH, row.idx(), "body", "a key that opens it", "none");
        return;
      }
      missing.explain(entry, body);
      body.saltInto(commitments);
      compare(row.idx(), "key", entry.keyCommit(), body.commitKey(commitments));
      compare(row.idx(), "value", entry.valueCommit(), body.commitValue(commitments));
      compare(row.idx(), "headers", entry.headersCommit(), body.commitHeaders(commitments));
    } catch (MalformedEntryException e) {
      String reason = String.valueOf(e.getMessage());
      add(FindingCode.COMMIT_MISMATCH, row.idx(), "body", "a record", reason);
    }
  }

  private void compare(long idx, String part, @Nullable Hash expected, byte @Nullable [] found) {
    boolean same = expected == null ? found == null : found != null && expected.matches(found, 0);
    if (!same) {
      String wanted = expected == null ? "none" : expected.toString();
      add(FindingCode.COMMIT_MISMATCH, idx, part + " commitment", wanted, shown(found));
    }
  }

  private void add(FindingCode code, long idx, String where, Object expected, Object found) {
    findings.add(Finding.at(code, idx, where, expected, found));
  }
}
