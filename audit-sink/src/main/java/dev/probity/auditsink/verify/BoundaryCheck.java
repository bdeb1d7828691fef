// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.tree.Frontier;
import dev.probity.auditsink.tree.Tile;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import java.time.Duration;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * That entries are gone only by retention: the tiles still hold their hashes, these make the root
 * the boundary names, and an entry that was kept records the drop, not before its time. The earlier
 * signed heads are checked over the same hashes.
 */
final class BoundaryCheck {
  /** AI Act Art. 19(1) and 26(6). */
  private static final Duration LEAST = Duration.ofDays(184);

  private final Findings findings;
  private final @Nullable Boundary boundary;
  private boolean recorded;

  BoundaryCheck(Findings findings, @Nullable Boundary boundary) {
    this.findings = findings;
    this.boundary = boundary;
  }

  /** First idx the rows should have. */
  long size() {
    return boundary == null ? 0 : boundary.size();
  }

  /** Append time the first row may not be before. */
  long newestAppendTime() {
    return boundary == null ? 0 : boundary.newestAppendTime();
  }

  /** Feeds the tree from the tiles up to the boundary; false when they do not reach it. */
  boolean follow(Iterator<Tile> leaves, TreeCheck tree) {
    Boundary cut = boundary;
    if (cut == null) {
      return true;
    }
    while (tree.size() < cut.size()) {
      long index = tree.size() / Tile.WIDTH;
      Tile tile = leaves.hasNext() ? leaves.next() : null;
      if (tile == null || tile.index() != index) {
        String found = tile == null ? "none" : tile.toString();
        add(cut, "tile 0/" + index + ", whose entries were dropped", "one", found);
        return false;
      }
      for (int i = 0; i < Tile.WIDTH && tree.size() < cut.size(); i++) {
        tree.append(tile.hash(i).toBytes());
      }
    }
    Frontier frontier = tree.frontier();
    if (!frontier.equals(cut.frontier()) || !frontier.root(new TreeHasher()).equals(cut.root())) {
      add(cut, "root at the boundary", cut.root().base64(), tree.root().base64());
    }
    return true;
  }

  private void add(Boundary cut, String where, String expected, String found) {
    findings.add(Finding.between(FindingCode.RETENTION, 0, cut.size() - 1, where, expected, found));
  }

  /** Looks whether an entry records the drop. */
  void check(Entry entry, byte @Nullable [] stored) {
    Boundary cut = boundary;
    if (cut == null || entry.eventType() != EventType.RETENTION_DROPPED.number()) {
      return;
    }
    AuditEntry drop = drop(stored);
    boolean same =
        drop != null
            && Long.toString(cut.size()).equals(drop.details().get("size"))
            && cut.root().base64().equals(drop.details().get("root"));
    if (!same) {
      return;
    }
    recorded = true;
    long earliest = cut.newestAppendTime() + LEAST.toMillis();
    if (entry.appendTime() < earliest) {
      String where = "time of the drop recorded in entry " + entry.idx();
      add(cut, where, earliest + " or later", String.valueOf(entry.appendTime()));
    }
  }

  private static @Nullable AuditEntry drop(byte @Nullable [] stored) {
    if (stored == null || stored.length == 0 || stored[0] != Body.PLAIN) {
      return null;
    }
    byte[] value = Body.parse(stored).value();
    return value != null
            && Topics.AUDIT.codec().decode(value)
                instanceof Decoded.Valid<AuditEntry>(AuditEntry entry)
        ? entry
        : null;
  }

  /** What could not be checked, null when all was. */
  @Nullable String unchecked() {
    return boundary == null || recorded
        ? null
        : "no entry records that the entries before " + size() + " were dropped";
  }

  /** What the result rests on besides the rows, null when nothing was dropped. */
  @Nullable String heldBy() {
    return boundary == null
        ? null
        : "hashes alone below entry " + size() + ": those entries were dropped after retention";
  }
}
