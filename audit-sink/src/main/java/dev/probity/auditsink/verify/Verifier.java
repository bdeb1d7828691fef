// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.note.VerifierKey;
import dev.probity.auditsink.tree.Hash;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Checks a whole ledger in one pass: contiguity and tree, both, because neither shows what the
 * other does. Shares no state with the sink and trusts nothing but the keys it is given.
 */
public final class Verifier {
  private final List<VerifierKey> trusted;
  private final Predicate<String> gapless;

  /**
   * A verifier.
   *
   * @param trusted keys that may sign heads of this ledger; without any, heads stay unchecked
   * @param gapless whether a topic (by its full name) has neither transactions nor compaction
   */
  public Verifier(List<VerifierKey> trusted, Predicate<String> gapless) {
    this.trusted = List.copyOf(trusted);
    this.gapless = gapless;
  }

  /** Reads the snapshot from the first entry to the last. */
  public VerifyReport verify(LedgerSnapshot snapshot) {
    Findings findings = new Findings();
    RowCheck rowCheck = new RowCheck(findings);
    OrderCheck order = new OrderCheck(findings, gapless, snapshot.ranges());
    TreeCheck tree = new TreeCheck(findings, snapshot, trusted);
    Iterator<StoredRow> rows = snapshot.rows();
    long expected = 0;
    boolean whole = true;
    while (rows.hasNext()) {
      StoredRow row = rows.next();
      EntryColumns columns = row.columns();
      if (columns == null) {
        findings.add(
            Finding.at(FindingCode.BODY_UNEXPECTED, row.idx(), "body", "an entry", "none"));
        continue;
      }
      whole &= checkIdx(row.idx(), expected, findings);
      expected = Math.max(expected, row.idx() + 1);
      Entry entry = rowCheck.check(row, columns);
      if (entry != null) {
        order.check(entry);
      }
      byte[] leaf = row.leafHash();
      whole &= leaf != null && leaf.length == Hash.BYTES;
      if (whole && leaf != null) {
        tree.append(leaf);
      }
    }
    order.finish(snapshot.head(), snapshot.positions());
    if (whole) {
      tree.finish(snapshot.head());
    } else if (snapshot.head().size() != expected) {
      findings.add(
          Finding.general(
              FindingCode.SIZE_MISMATCH, "size in the tree row", expected, snapshot.head().size()));
    }
    return report(findings, tree, expected);
  }

  private static boolean checkIdx(long idx, long expected, Findings findings) {
    if (idx == expected) {
      return true;
    }
    FindingCode code = idx > expected ? FindingCode.INDEX_GAP : FindingCode.INDEX_DUP;
    long last = idx > expected ? idx - 1 : idx;
    findings.add(
        Finding.between(code, Math.min(expected, idx), last, "idx", "idx " + expected, idx));
    return false;
  }

  private VerifyReport report(Findings findings, TreeCheck tree, long entries) {
    List<String> unchecked = new ArrayList<>();
    if (trusted.isEmpty()) {
      unchecked.add("no trusted key given, signed heads were not checked");
    }
    return new VerifyReport(
        entries,
        tree.root(),
        tree.checkpoints(),
        List.of(),
        findings.kept(),
        findings.count(),
        unchecked);
  }
}
