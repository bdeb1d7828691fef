// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.note.Standing;
import dev.probity.auditsink.tree.Frontier;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.LogTree;
import dev.probity.auditsink.tree.Tile;
import dev.probity.auditsink.tree.TreeHasher;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tree: leaf hashes make the tiles, the frontier, and the root of every signed head. */
final class TreeCheck {
  private final TreeHasher hasher = new TreeHasher();
  private final LogTree tree = new LogTree(hasher);
  private final Findings findings;
  private final LedgerSnapshot snapshot;
  private final @Nullable Policy policy;
  private final AnchorCheck anchors;
  private final KeyRanges keys;
  private final Iterator<LedgerSnapshot.Note> notes;
  private final List<Iterator<Tile>> tilesOfLevel = new ArrayList<>();
  private LedgerSnapshot.@Nullable Note next;
  private long soundSize;
  private boolean rootFailed;
  private long checkpoints;
  private @Nullable Standing newest;
  private @Nullable Standing strongest;

  TreeCheck(
      Findings findings,
      LedgerSnapshot snapshot,
      @Nullable Policy policy,
      AnchorCheck anchors,
      KeyRanges keys) {
    this.findings = findings;
    this.snapshot = snapshot;
    this.policy = policy;
    this.anchors = anchors;
    this.keys = keys;
    this.notes = snapshot.checkpoints();
    this.next = advance();
    checkHeadsUpToHere();
  }

  private LedgerSnapshot.@Nullable Note advance() {
    return notes.hasNext() ? notes.next() : null;
  }

  long size() {
    return tree.size();
  }

  Hash root() {
    return tree.root();
  }

  Frontier frontier() {
    return tree.frontier();
  }

  long checkpoints() {
    return checkpoints;
  }

  /** The newest sound head that has what the policy asks for, else the newest sound one. */
  @Nullable Standing strongest() {
    return strongest == null ? newest : strongest;
  }

  /** Takes the next leaf hash in. */
  void append(byte[] leafHash) {
    tree.append(leafHash);
    if (tree.size() % Tile.WIDTH == 0) {
      tree.takeFinished().forEach(this::checkTile);
    }
    checkHeadsUpToHere();
  }

  private void checkTile(Tile computed) {
    while (tilesOfLevel.size() <= computed.level()) {
      tilesOfLevel.add(snapshot.tiles(tilesOfLevel.size()));
    }
    Iterator<Tile> stored = tilesOfLevel.get(computed.level());
    long leaves = 1L << (8 * computed.level());
    if (!stored.hasNext()) {
      tileFinding(computed, 0, Tile.WIDTH * leaves, "a stored tile", "none");
      return;
    }
    Tile found = stored.next();
    if (found.index() != computed.index()) {
      tileFinding(computed, 0, Tile.WIDTH * leaves, computed, found);
      return;
    }
    for (int i = 0; i < Tile.WIDTH; i++) {
      if (!computed.hash(i).equals(found.hash(i))) {
        tileFinding(computed, i * leaves, leaves, computed.hash(i), found.hash(i));
      }
    }
  }

  private void tileFinding(Tile tile, long from, long leaves, Object expected, Object found) {
    long first = tile.index() * Tile.WIDTH * (1L << (8 * tile.level())) + from;
    findings.add(
        Finding.between(
            FindingCode.TILE_MISMATCH,
            first,
            first + leaves - 1,
            tile.toString(),
            expected,
            found));
  }

  private void checkHeadsUpToHere() {
    for (LedgerSnapshot.Note note = next; note != null && note.size() <= tree.size(); note = next) {
      checkpoints++;
      checkHead(note);
      next = advance();
    }
    anchors.upTo(tree.size(), tree::root);
  }

  private void checkHead(LedgerSnapshot.Note note) {
    Standing standing = policy == null ? null : opened(note, policy);
    if (standing == null) {
      return;
    }
    Checkpoint head = standing.checkpoint();
    keys.signed(note.size(), standing.signers());
    Hash root = tree.root();
    if (head.size() != note.size()) {
      String where = "checkpoint " + note.size();
      findings.add(Finding.general(FindingCode.CHECKPOINT_ROOT, where, note.size(), head.size()));
    } else if (head.root().equals(root)) {
      soundSize = head.size();
      newest = standing;
      strongest = standing.satisfied() ? standing : strongest;
    } else if (!rootFailed) {
      rootFailed = true;
      findings.add(
          Finding.between(
              FindingCode.CHECKPOINT_ROOT,
              soundSize,
              head.size() - 1,
              "first signed root that differs, at size " + head.size(),
              head.root().base64(),
              root.base64()));
    }
  }

  private @Nullable Standing opened(LedgerSnapshot.Note note, Policy believed) {
    try {
      return believed.open(note.bytes());
    } catch (IllegalArgumentException e) {
      String where = "checkpoint " + note.size();
      String found = String.valueOf(e.getMessage());
      findings.add(
          Finding.general(FindingCode.CHECKPOINT_SIGNATURE, where, "a trusted head", found));
      return null;
    }
  }

  /** After the last row: nothing may be left over, and the tree row must be this tree's. */
  void finish(LedgerSnapshot.Head head) {
    for (LedgerSnapshot.Note note = next; note != null; note = advance()) {
      checkpoints++;
      String where = "checkpoint " + note.size();
      findings.add(
          Finding.between(
              FindingCode.ROLLBACK, tree.size(), note.size() - 1, where, "entries", "none"));
    }
    anchors.finish(tree.size());
    for (int level = 0; level <= tilesOfLevel.size() && level < 8; level++) {
      Iterator<Tile> stored =
          level < tilesOfLevel.size() ? tilesOfLevel.get(level) : snapshot.tiles(level);
      if (stored.hasNext()) {
        String where = stored.next().toString();
        findings.add(Finding.general(FindingCode.TILE_MISMATCH, where, "no tile", "one"));
      }
    }
    if (head.size() != tree.size()) {
      String where = "size in the tree row";
      findings.add(Finding.general(FindingCode.SIZE_MISMATCH, where, tree.size(), head.size()));
    } else if (!head.hasFrontier(tree.frontier())) {
      String where = "frontier, with sound signed heads up to " + soundSize;
      findings.add(
          Finding.between(
              FindingCode.FRONTIER_MISMATCH,
              soundSize,
              Math.max(tree.size() - 1, soundSize),
              where,
              "that of the entries",
              "another"));
    }
  }
}
