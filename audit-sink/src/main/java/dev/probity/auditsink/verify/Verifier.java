// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.note.Standing;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.vault.BodyOpener;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks a whole ledger in one pass: contiguity and tree, both, because neither shows what the
 * other does. Shares no state with the sink and trusts nothing but the keys it is given.
 */
public final class Verifier {
  private final @Nullable Policy policy;
  private final Predicate<String> gapless;
  private final BodyOpener opener;

  /**
   * A verifier.
   *
   * @param policy who may sign heads of this ledger; null when nobody is known, and then heads stay
   *     unchecked
   * @param gapless whether a topic (by its full name) has neither transactions nor compaction
   */
  public Verifier(@Nullable Policy policy, Predicate<String> gapless) {
    this(policy, gapless, new BodyOpener(null));
  }

  /**
   * A verifier that also opens encrypted bodies.
   *
   * @param opener with the installation's secrets
   */
  public Verifier(@Nullable Policy policy, Predicate<String> gapless, BodyOpener opener) {
    this.policy = policy;
    this.gapless = gapless;
    this.opener = opener;
  }

  /**
   * Reads the snapshot from the first entry to the last.
   *
   * @param anchors heads kept elsewhere, which this ledger must extend
   */
  public VerifyReport verify(LedgerSnapshot snapshot, List<Anchor> anchors) {
    Findings findings = new Findings();
    RowCheck rowCheck = new RowCheck(findings, opener);
    OrderCheck order = new OrderCheck(findings, gapless, snapshot.ranges());
    AnchorCheck anchorCheck = new AnchorCheck(findings, anchors, policy);
    KeyRanges keys = new KeyRanges(findings);
    TreeCheck tree = new TreeCheck(findings, snapshot, policy, anchorCheck, keys);
    BoundaryCheck boundary = new BoundaryCheck(findings, snapshot.boundary());
    if (boundary.size() > 0) {
      order.startAt(boundary.size(), boundary.newestAppendTime());
    }
    Iterator<StoredRow> rows = snapshot.rows();
    long expected = boundary.size();
    boolean whole = boundary.size() == 0 || boundary.follow(snapshot.tiles(0), tree);
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
        boundary.check(entry, row.stored());
        keys.check(entry, row.stored());
      }
      byte[] leaf = row.leafHash();
      whole &= leaf != null && leaf.length == Hash.BYTES;
      if (whole && leaf != null) {
        tree.append(leaf);
      }
    }
    rowCheck.finish();
    order.finish(snapshot.head(), snapshot.positions());
    keys.finish();
    if (whole) {
      tree.finish(snapshot.head());
    } else if (snapshot.head().size() != expected) {
      findings.add(
          Finding.general(
              FindingCode.SIZE_MISMATCH, "size in the tree row", expected, snapshot.head().size()));
    }
    return report(findings, tree, expected, anchorCheck.held(), boundary);
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

  private VerifyReport report(
      Findings findings,
      TreeCheck tree,
      long entries,
      List<String> anchors,
      BoundaryCheck boundary) {
    List<String> unchecked = new ArrayList<>();
    String undocumented = boundary.unchecked();
    if (undocumented != null) {
      unchecked.add(undocumented);
    }
    if (policy == null) {
      unchecked.add("no trusted key given, signed heads were not checked");
    }
    List<String> heldBy = new ArrayList<>();
    Standing head = tree.strongest();
    if (head != null) {
      heldBy.addAll(head.lines());
      unchecked.addAll(head.unmet());
      if (head.checkpoint().size() < entries) {
        heldBy.add(
            "these up to entry " + (head.checkpoint().size() - 1) + "; later heads say less");
      }
    }
    String dropped = boundary.heldBy();
    if (dropped != null) {
      heldBy.add(dropped);
    }
    anchors.forEach(name -> heldBy.add("the head kept at " + name + " is a prefix of this ledger"));
    return new VerifyReport(
        entries,
        tree.root(),
        tree.checkpoints(),
        anchors,
        heldBy,
        findings.kept(),
        findings.count(),
        unchecked);
  }
}
