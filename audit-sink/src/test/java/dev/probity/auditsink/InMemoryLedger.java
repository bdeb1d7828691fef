// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.tree.Frontier;
import dev.probity.auditsink.tree.LogTree;
import dev.probity.auditsink.tree.Tile;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.verify.InMemorySnapshot;
import dev.probity.auditsink.verify.LedgerSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A ledger of lists. The fence can be switched off, to see that the verifier notices. */
public final class InMemoryLedger implements Ledger {
  private final TreeHasher hasher = new TreeHasher();
  private final LogTree tree = new LogTree(hasher);
  private final Map<Source, Position> positions = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<Batch.Range> ranges = new ArrayList<>();
  private final List<Tile> tiles = new ArrayList<>();
  private final List<LedgerSnapshot.Note> notes = new ArrayList<>();
  private long lastAppendTime;
  private boolean fenced = true;

  /** Takes the fence away. */
  public void dropFence() {
    fenced = false;
  }

  @Override
  public Map<Source, Position> positions() {
    return Map.copyOf(positions);
  }

  @Override
  public Position begin(Source source, String topicId, long firstPosition) {
    return positions.computeIfAbsent(
        source, s -> new Position(topicId, new Cursor(firstPosition, 0)));
  }

  @Override
  public AppendResult append(Draft draft, long now) {
    for (Stretch stretch : draft.stretches()) {
      Position at = positions.get(stretch.source());
      if (fenced && (at == null || !at.cursor().equals(stretch.from()))) {
        return new AppendResult.Fenced();
      }
    }
    Batch batch = draft.seal(tree, hasher, lastAppendTime, now);
    rows.addAll(batch.rows());
    ranges.addAll(batch.ranges());
    tiles.addAll(batch.tiles());
    lastAppendTime = batch.appendTime();
    draft
        .stretches()
        .forEach(
            stretch -> positions.put(stretch.source(), new Position("topic-id", stretch.to())));
    return new AppendResult.Appended(tree.size(), lastAppendTime);
  }

  /** Signs the tree as it stands. */
  public void sign(NoteSigner signer) {
    String text = new Checkpoint(signer.key().name(), tree.size(), tree.root()).text();
    notes.add(new LedgerSnapshot.Note(tree.size(), signer.sign(text).toBytes()));
  }

  /** What a verifier would see now; changing it does not change the ledger. */
  public InMemorySnapshot snapshot() {
    Frontier frontier = tree.frontier();
    InMemorySnapshot snapshot =
        new InMemorySnapshot(tree.size(), frontier.toBytes(), lastAppendTime);
    rows.forEach(row -> snapshot.add(row.entry(), row.leaf(), row.stored()));
    ranges.forEach(
        range ->
            snapshot.add(
                new LedgerSnapshot.Range(
                    range.stretch().source(),
                    range.stretch().from().next(),
                    range.stretch().to().next(),
                    range.firstIdx(),
                    range.count())));
    tiles.forEach(snapshot::add);
    notes.forEach(snapshot::add);
    positions.forEach((source, position) -> snapshot.put(source, position.cursor()));
    return snapshot;
  }
}
