// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.Tile;
import dev.probity.topics.value.Bytes;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A snapshot of lists, open to every kind of tampering. */
public final class InMemorySnapshot implements LedgerSnapshot {
  public final List<StoredRow> rows = new ArrayList<>();
  public final List<Range> ranges = new ArrayList<>();
  public final List<Tile> tiles = new ArrayList<>();
  public final List<Note> notes = new ArrayList<>();
  public final Map<Source, Cursor> positions = new HashMap<>();
  public Head head;
  public @Nullable Boundary boundary;

  public InMemorySnapshot(long size, byte[] frontier, long lastAppendTime) {
    this.head = new Head(size, frontier, lastAppendTime);
  }

  public void add(byte[] entryBytes, byte[] leaf, byte[] stored) {
    rows.add(row(columns(Entry.parse(entryBytes)), leaf, stored));
  }

  public void add(Range range) {
    ranges.add(range);
  }

  public void add(Tile tile) {
    tiles.add(tile);
  }

  public void add(Note note) {
    notes.add(note);
  }

  public void put(Source source, Cursor cursor) {
    positions.put(source, cursor);
  }

  public static StoredRow row(
      EntryColumns columns, byte @Nullable [] leaf, byte @Nullable [] stored) {
    return new StoredRow(columns.idx(), monthOf(columns.appendTime()), columns, leaf, stored, null);
  }

  private static LocalDate monthOf(long appendTime) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(appendTime), ZoneOffset.UTC).withDayOfMonth(1);
  }

  public static EntryColumns columns(Entry entry) {
    return new EntryColumns(
        entry.idx(),
        entry.flags(),
        entry.eventType(),
        entry.schemaId(),
        entry.source().topic(),
        entry.source().partition(),
        entry.offset(),
        entry.seq(),
        entry.recordTime(),
        entry.timeKind().code(),
        entry.appendTime(),
        bytes(entry.keyCommit()),
        bytes(entry.valueCommit()),
        bytes(entry.headersCommit()),
        bytes(entry.bodyDigest()),
        bytes(entry.decisionId()),
        bytes(entry.modelDigest()));
  }

  private static @Nullable Bytes bytes(@Nullable Hash hash) {
    return hash == null ? null : Bytes.copyOf(hash.toBytes());
  }

  @Override
  public Head head() {
    return head;
  }

  @Override
  public Iterator<StoredRow> rows() {
    return rows.iterator();
  }

  @Override
  public @Nullable Boundary boundary() {
    return boundary;
  }

  @Override
  public Iterator<Tile> tiles(int level) {
    return tiles.stream()
        .filter(tile -> tile.level() == level)
        .sorted(Comparator.comparingLong(Tile::index))
        .iterator();
  }

  @Override
  public Iterator<Range> ranges() {
    return ranges.iterator();
  }

  @Override
  public Iterator<Note> checkpoints() {
    return notes.iterator();
  }

  @Override
  public Map<Source, Cursor> positions() {
    return positions;
  }
}
