// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.AppendResult;
import dev.probity.auditsink.Batch;
import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.Draft;
import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.Position;
import dev.probity.auditsink.Row;
import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.io.LedgerOpener.OpenLedger;
import dev.probity.auditsink.tree.Frontier;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.LogTree;
import dev.probity.auditsink.tree.Tile;
import dev.probity.auditsink.tree.TiledNodes;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.verify.InMemorySnapshot;
import dev.probity.auditsink.verify.LedgerSnapshot;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A database of lists with transactions, for several connections in one thread: one writer at a
 * time, nothing of a transaction is seen before its commit, and a commit whose answer is lost may
 * have happened, may not have happened, or may yet happen. Each guard of the ledger can be taken
 * away, to see that the checks notice.
 */
final class InMemoryStore implements TiledNodes.Source {
  /** What keeps a record from being lost or doubled. */
  enum Guard {
    /** A position moves only from where it is expected to stand. */
    FENCE,
    /** No topic, partition and offset twice. */
    UNIQUE_KEY,
    /** Rows and positions are committed together. */
    ONE_TRANSACTION
  }

  /** Where something may go wrong. */
  enum Moment {
    READING,
    BEFORE_LOCK,
    BEFORE_COMMIT,
    AFTER_COMMIT
  }

  /** What becomes of a commit. */
  enum Answer {
    COMMITTED,
    LOST_BUT_COMMITTED,
    LOST_AND_ABORTED,
    LOST_AND_COMMITTED_LATER
  }

  /** Decides what goes wrong; may throw, and may let other connections work meanwhile. */
  interface Accidents {
    void strike(Moment moment);

    Answer answer();
  }

  private record Staged(Draft draft, Batch batch) {}

  private final TreeHasher hasher = new TreeHasher();
  private final Accidents accidents;
  private final Set<Guard> guards;
  private final Map<Source, Position> positions = new HashMap<>();
  private final Map<Source, BitSet> held = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<Batch.Range> ranges = new ArrayList<>();
  private final List<Tile> tiles = new ArrayList<>();
  private final List<LedgerSnapshot.Note> notes = new ArrayList<>();
  private Frontier frontier = new LogTree(hasher).frontier();
  private long lastAppendTime;
  private @Nullable Staged inDoubt;
  private int staleWrites;
  private int tornWrites;
  private int refused;

  InMemoryStore(Accidents accidents, Set<Guard> removed) {
    this.accidents = accidents;
    this.guards = EnumSet.allOf(Guard.class);
    guards.removeAll(removed);
  }

  OpenLedger connect() {
    accidents.strike(Moment.READING);
    return new Connected();
  }

  /** Writes that began at positions where the ledger no longer stood. */
  int staleWrites() {
    return staleWrites;
  }

  /** Positions that were moved although their rows were not written. */
  int tornWrites() {
    return tornWrites;
  }

  /** Writes that the unique key refused. */
  int refused() {
    return refused;
  }

  int size() {
    return rows.size();
  }

  /** What the server does before it grants the lock: a commit still under way ends first. */
  private void lock() {
    Staged late = inDoubt;
    inDoubt = null;
    if (late != null) {
      commit(late);
    }
  }

  boolean settled() {
    return inDoubt == null;
  }

  private void commit(Staged staged) {
    Batch batch = staged.batch();
    rows.addAll(batch.rows());
    ranges.addAll(batch.ranges());
    tiles.addAll(batch.tiles());
    frontier = batch.frontier();
    lastAppendTime = batch.appendTime();
    staged
        .draft()
        .stretches()
        .forEach(
            stretch -> {
              BitSet offsets = held.computeIfAbsent(stretch.source(), s -> new BitSet());
              stretch.records().forEach(record -> offsets.set((int) record.offset()));
            });
    move(staged.draft());
  }

  private void move(Draft draft) {
    draft
        .stretches()
        .forEach(stretch -> positions.put(stretch.source(), new Position("id", stretch.to())));
  }

  private boolean standsAt(Draft draft) {
    return draft.stretches().stream()
        .allMatch(
            stretch -> {
              Position at = positions.get(stretch.source());
              return at != null && at.cursor().equals(stretch.from());
            });
  }

  private void refuseDoubles(Draft draft) {
    boolean doubled =
        draft.stretches().stream()
            .flatMap(stretch -> stretch.records().stream())
            .anyMatch(this::isHeld);
    if (doubled && guards.contains(Guard.UNIQUE_KEY)) {
      refused++;
      throw failure("23505");
    }
  }

  private boolean isHeld(Prepared record) {
    BitSet offsets = held.get(record.source());
    return offsets != null && offsets.get((int) record.offset());
  }

  static LedgerException failure(String sqlState) {
    return new LedgerException(sqlState, "appending", null);
  }

  /** A row of the position table is put back to where its last batch began. */
  boolean setBack() {
    if (ranges.isEmpty() || ranges.getLast().count() == 0) {
      return false;
    }
    Batch.Range last = ranges.getLast();
    positions.put(last.stretch().source(), new Position("id", last.stretch().from()));
    return true;
  }

  List<byte[]> leaves() {
    return rows.stream().map(Row::leaf).toList();
  }

  Frontier frontier() {
    return frontier;
  }

  void keep(LedgerSnapshot.Note note) {
    notes.add(note);
  }

  Map<Source, Position> committedPositions() {
    return positions;
  }

  @Override
  public byte[] hashes(int level, long tile, int first, int count) {
    byte[] hashes = new byte[count * Hash.BYTES];
    byte[] full = fullTile(level, tile);
    for (int i = 0; i < count; i++) {
      int at = first + i;
      if (full != null) {
        System.arraycopy(full, at * Hash.BYTES, hashes, i * Hash.BYTES, Hash.BYTES);
      } else {
        byte[] leaf = rows.get((int) (tile * Tile.WIDTH) + at).leaf();
        System.arraycopy(leaf, 0, hashes, i * Hash.BYTES, Hash.BYTES);
      }
    }
    return hashes;
  }

  private byte @Nullable [] fullTile(int level, long index) {
    return tiles.stream()
        .filter(tile -> tile.level() == level && tile.index() == index)
        .map(Tile::hashes)
        .findFirst()
        .orElse(null);
  }

  private List<byte[]> tails() {
    List<byte[]> tails = new ArrayList<>();
    int full = rows.size() / Tile.WIDTH;
    tails.add(hashes(0, full, 0, rows.size() % Tile.WIDTH));
    byte[] roots = new byte[full * Hash.BYTES];
    for (Tile tile : tiles) {
      byte[] root = hasher.subtree(tile.hashes(), 0, Tile.WIDTH);
      System.arraycopy(root, 0, roots, (int) tile.index() * Hash.BYTES, Hash.BYTES);
    }
    tails.add(roots);
    return tails;
  }

  /** What a verifier would see now. */
  InMemorySnapshot snapshot() {
    InMemorySnapshot snapshot =
        new InMemorySnapshot(rows.size(), frontier.toBytes(), lastAppendTime);
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

  /** One connection; like the one to Postgres it remembers the tree it committed itself. */
  private final class Connected implements OpenLedger {
    private @Nullable LogTree committed;

    @Override
    public Map<Source, Position> positions() {
      accidents.strike(Moment.READING);
      return Map.copyOf(positions);
    }

    @Override
    public Position begin(Source source, String topicId, long firstPosition) {
      accidents.strike(Moment.READING);
      lock();
      return positions.computeIfAbsent(
          source, s -> new Position(topicId, new Cursor(firstPosition, 0)));
    }

    @Override
    public AppendResult append(Draft draft, long now) {
      accidents.strike(Moment.BEFORE_LOCK);
      lock();
      if (!standsAt(draft)) {
        staleWrites++;
        if (guards.contains(Guard.FENCE)) {
          return new AppendResult.Fenced();
        }
      }
      LogTree tree = tree();
      committed = null;
      Staged staged = new Staged(draft, draft.seal(tree, hasher, lastAppendTime, now));
      refuseDoubles(draft);
      write(staged);
      committed = tree;
      accidents.strike(Moment.AFTER_COMMIT);
      return new AppendResult.Appended(frontier.size(), lastAppendTime);
    }

    private void write(Staged staged) {
      boolean apart = !guards.contains(Guard.ONE_TRANSACTION);
      if (apart) {
        move(staged.draft());
        tornWrites += staged.draft().records() > 0 ? 1 : 0;
      }
      accidents.strike(Moment.BEFORE_COMMIT);
      Answer answer = accidents.answer();
      switch (answer) {
        case COMMITTED, LOST_BUT_COMMITTED -> {
          commit(staged);
          tornWrites -= apart && staged.draft().records() > 0 ? 1 : 0;
        }
        case LOST_AND_COMMITTED_LATER -> {
          inDoubt = staged;
          tornWrites -= apart && staged.draft().records() > 0 ? 1 : 0;
        }
        case LOST_AND_ABORTED -> {}
      }
      if (answer != Answer.COMMITTED) {
        throw failure("08006");
      }
    }

    private LogTree tree() {
      LogTree known = committed;
      return known != null && known.frontier().equals(frontier)
          ? known
          : new LogTree(hasher, frontier, tails());
    }

    @Override
    public void maintain(long now) {
      accidents.strike(Moment.READING);
    }

    @Override
    public void close() {}
  }
}
