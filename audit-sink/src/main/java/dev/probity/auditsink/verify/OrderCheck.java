// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.entry.Source;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Contiguity: that every record is held once and none was left out. A tree cannot show this; it
 * only shows that nobody changed what is held.
 */
final class OrderCheck {
  private final Findings findings;
  private final Predicate<String> gapless;
  private final @Nullable Iterator<LedgerSnapshot.Range> ranges;
  private final Map<Source, Track> tracks = new HashMap<>();
  private LedgerSnapshot.@Nullable Range range;
  private long rangesEndAt;
  private long lastAppendTime;

  /** Where a partition stands while the rows pass by. */
  private static final class Track {
    private long nextSeq;
    private long firstOffset = -1;
    private long lastOffset = -1;
    private long nextPosition = -1;
  }

  /**
   * Begins before the first row.
   *
   * @param gapless whether a topic has neither transactions nor compaction
   * @param ranges recorded position ranges; null where none are at hand
   */
  OrderCheck(
      Findings findings,
      Predicate<String> gapless,
      @Nullable Iterator<LedgerSnapshot.Range> ranges) {
    this.findings = findings;
    this.gapless = gapless;
    this.ranges = ranges;
  }

  /**
   * Begins behind entries that were dropped: their ranges are kept and say how many numbers each
   * partition has used.
   *
   * @param size first idx that was kept
   * @param newest append time of the newest entry dropped
   */
  void startAt(long size, long newest) {
    lastAppendTime = newest;
    while (ranges != null && ranges.hasNext() && rangesEndAt < size) {
      LedgerSnapshot.Range dropped = next(ranges);
      tracks.computeIfAbsent(dropped.source(), source -> new Track()).nextSeq += dropped.count();
    }
    if (ranges != null && rangesEndAt != size) {
      findings.add(
          Finding.between(
              FindingCode.BATCH_RANGE,
              0,
              size - 1,
              "ranges before the boundary",
              size,
              rangesEndAt));
    }
  }

  /** Takes the next entry in. */
  void check(Entry entry) {
    if (entry.appendTime() < lastAppendTime) {
      add(FindingCode.TIME_REVERSED, entry, "append time", lastAppendTime, entry.appendTime());
    }
    lastAppendTime = Math.max(lastAppendTime, entry.appendTime());
    Track track = tracks.computeIfAbsent(entry.source(), source -> new Track());
    checkSeq(entry, track);
    checkOffset(entry, track);
    if (ranges != null) {
      checkRange(entry, ranges);
    }
  }

  private void checkSeq(Entry entry, Track track) {
    if (entry.seq() != track.nextSeq) {
      add(FindingCode.SEQ_GAP, entry, "seq of " + entry.source(), track.nextSeq, entry.seq());
    }
    track.nextSeq = entry.seq() + 1;
  }

  private void checkOffset(Entry entry, Track track) {
    boolean everyOffset = gapless.test(entry.source().topic());
    long offset = entry.offset();
    if (track.firstOffset < 0) {
      track.firstOffset = offset;
    } else if (offset <= track.lastOffset) {
      boolean seen = offset == track.lastOffset || (everyOffset && offset >= track.firstOffset);
      FindingCode code = seen ? FindingCode.POSITION_DUP : FindingCode.POSITION_ORDER;
      String expected = "above " + track.lastOffset;
      add(code, entry, "offset of " + entry.source(), expected, offset);
    } else if (everyOffset && offset != track.lastOffset + 1) {
      String where = "offset of " + entry.source();
      add(FindingCode.OFFSET_GAP, entry, where, track.lastOffset + 1, offset);
    }
    track.lastOffset = Math.max(track.lastOffset, offset);
  }

  private void checkRange(Entry entry, Iterator<LedgerSnapshot.Range> recorded) {
    LedgerSnapshot.Range current = range;
    while ((current == null || entry.idx() >= current.firstIdx() + current.count())
        && recorded.hasNext()) {
      current = next(recorded);
    }
    boolean inside =
        current != null
            && entry.idx() >= current.firstIdx()
            && entry.idx() < current.firstIdx() + current.count()
            && entry.source().equals(current.source())
            && entry.offset() >= current.firstPosition()
            && entry.offset() < current.nextPosition();
    if (!inside) {
      add(FindingCode.BATCH_RANGE, entry, "range around " + entry.source(), "one", "none");
    }
  }

  private LedgerSnapshot.Range next(Iterator<LedgerSnapshot.Range> recorded) {
    LedgerSnapshot.Range next = recorded.next();
    range = next;
    Track track = tracks.computeIfAbsent(next.source(), source -> new Track());
    boolean joins = track.nextPosition < 0 || track.nextPosition == next.firstPosition();
    boolean follows = next.firstIdx() == rangesEndAt;
    boolean whole = next.count() <= next.nextPosition() - next.firstPosition();
    if (!joins || !follows || !whole) {
      String expected = "position " + track.nextPosition + " at idx " + rangesEndAt;
      String found = "position " + next.firstPosition() + " at idx " + next.firstIdx();
      String where = "range of " + next.source();
      findings.add(
          Finding.between(
              FindingCode.BATCH_RANGE,
              next.firstIdx(),
              next.firstIdx() + Math.max(next.count() - 1, 0),
              where,
              expected,
              found));
    } else if (gapless.test(next.source().topic())
        && next.count() != next.nextPosition() - next.firstPosition()) {
      long positions = next.nextPosition() - next.firstPosition();
      findings.add(
          Finding.between(
              FindingCode.OFFSET_GAP,
              next.firstIdx(),
              next.firstIdx() + Math.max(next.count() - 1, 0),
              "records between positions of " + next.source(),
              positions,
              next.count()));
    }
    track.nextPosition = next.nextPosition();
    rangesEndAt = next.firstIdx() + next.count();
    return next;
  }

  /** After the last row: ranges, positions and the newest time must end with the entries. */
  void finish(LedgerSnapshot.Head head, Map<Source, Cursor> positions) {
    while (ranges != null && ranges.hasNext()) {
      next(ranges);
    }
    if (rangesEndAt != head.size()) {
      String where = "end of the last range";
      findings.add(
          Finding.general(FindingCode.BATCH_RANGE, where, "idx " + head.size(), rangesEndAt));
    }
    if (head.lastAppendTime() != lastAppendTime) {
      String where = "newest append time";
      findings.add(
          Finding.general(FindingCode.TIME_REVERSED, where, lastAppendTime, head.lastAppendTime()));
    }
    Set<Source> all = new HashSet<>(tracks.keySet());
    all.addAll(positions.keySet());
    all.stream().sorted().forEach(source -> checkPosition(source, positions.get(source)));
  }

  private void checkPosition(Source source, @Nullable Cursor stored) {
    Track track = tracks.getOrDefault(source, new Track());
    boolean begunOnly = track.nextPosition < 0;
    boolean same =
        stored != null
            && stored.nextSeq() == track.nextSeq
            && (begunOnly || stored.next() == track.nextPosition);
    if (!same) {
      String expected = "position " + track.nextPosition + ", seq " + track.nextSeq;
      String found =
          stored == null ? "none" : "position " + stored.next() + ", seq " + stored.nextSeq();
      findings.add(
          Finding.general(FindingCode.OFFSET_TABLE, "next position of " + source, expected, found));
    }
  }

  private void add(FindingCode code, Entry entry, String where, Object expected, Object found) {
    findings.add(Finding.at(code, entry.idx(), where, expected, found));
  }
}
