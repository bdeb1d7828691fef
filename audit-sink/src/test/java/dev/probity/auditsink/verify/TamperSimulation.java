// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import static dev.probity.auditsink.Examples.CANDIDATES;
import static dev.probity.auditsink.Examples.NOW;
import static dev.probity.auditsink.Examples.SIGNALS;
import static dev.probity.auditsink.Examples.draft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.Draft;
import dev.probity.auditsink.InMemoryLedger;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.entry.MalformedEntryException;
import dev.probity.auditsink.tiles.InMemoryTiles;
import dev.probity.auditsink.tree.Tile;
import dev.probity.topics.value.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The tamper matrix: every byte, row, order, position and head, changed one at a time by somebody
 * who may write anything but has not the key. All must be detected, and the place named. The counts
 * are printed, because a matrix that tried nothing detects everything.
 */
class TamperSimulation {
  private static final int LEDGERS = 10;
  private static final int ROWS = 20;

  private final Map<String, Integer> tried = new TreeMap<>();
  private final Map<FindingCode, Integer> named = new EnumMap<>(FindingCode.class);
  private final List<String> missed = new ArrayList<>();

  /** Twenty rows of two partitions under two heads; the bytes differ from ledger to ledger. */
  private static InMemorySnapshot snapshot(int number) {
    InMemoryLedger ledger = new InMemoryLedger();
    long first = 1_000L * number;
    ledger.begin(CANDIDATES, "id", first);
    ledger.begin(SIGNALS, "id", 0);
    ledger.append(draft(CANDIDATES, new Cursor(first, 0), first + 8), NOW + number);
    ledger.sign(VerifierRun.SIGNER);
    Draft signals = draft(SIGNALS, new Cursor(0, 0), 5);
    ledger.append(signals, NOW + number + 1);
    ledger.append(draft(CANDIDATES, new Cursor(first + 8, 8), first + 15), NOW + number + 2);
    ledger.sign(VerifierRun.SIGNER);
    return ledger.snapshot();
  }

  /** What the verifier says must name the idx, or the gap or repeat that a changed idx leaves. */
  private void tamper(String kind, InMemorySnapshot snapshot, long idx) {
    tried.merge(kind, 1, Integer::sum);
    VerifyReport report = VerifierRun.of(snapshot);
    report.findings().forEach(finding -> named.merge(finding.code(), 1, Integer::sum));
    boolean found =
        idx < 0
            ? report.exitCode() == 6
            : report.findings().stream().anyMatch(finding -> names(finding, idx));
    if (!found) {
      missed.add(kind + " idx " + idx + " " + report.findings());
    }
  }

  private static boolean names(Finding finding, long idx) {
    return (finding.firstIdx() <= idx && idx <= finding.lastIdx())
        || finding.code() == FindingCode.INDEX_GAP
        || finding.code() == FindingCode.INDEX_DUP;
  }

  @AfterEach
  void allDetected() {
    System.out.println("tamper matrix: " + tried + ", named as " + named);
    assertEquals(List.of(), missed);
    assertFalse(tried.isEmpty());
  }

  private static byte[] entryBytes(StoredRow row) {
    return Objects.requireNonNull(row.columns()).entry().toBytes();
  }

  private static byte[] present(byte @Nullable [] bytes) {
    return Objects.requireNonNull(bytes).clone();
  }

  private static StoredRow row(byte[] entry, byte[] leaf, byte[] stored) {
    return InMemorySnapshot.row(InMemorySnapshot.columns(Entry.parse(entry)), leaf, stored);
  }

  @Test
  void everyByteOfTwoHundredRows() {
    for (int number = 0; number < LEDGERS; number++) {
      InMemorySnapshot snapshot = snapshot(number);
      snapshot.notes.clear();
      for (int at = 0; at < ROWS; at++) {
        StoredRow kept = snapshot.rows.get(at);
        byte[] entry = entryBytes(kept);
        byte[] leaf = present(kept.leafHash());
        byte[] stored = present(kept.stored());
        for (byte[] part : List.of(entry, leaf, stored)) {
          for (int i = 0; i < part.length; i++) {
            part[i] ^= (byte) (1 << (i + number) % 8);
            edited(snapshot, at, entry, leaf, stored);
            part[i] ^= (byte) (1 << (i + number) % 8);
          }
        }
        snapshot.rows.set(at, kept);
      }
    }
    assertTrue(Objects.requireNonNull(tried.get("byte of a row")) > 200 * 250, "" + tried);
  }

  /** Columns that spell no entry cannot be written to the table in this form at all. */
  private void edited(InMemorySnapshot snapshot, int at, byte[] entry, byte[] leaf, byte[] stored) {
    try {
      snapshot.rows.set(at, row(entry, leaf, stored));
      tamper("byte of a row", snapshot, at);
    } catch (MalformedEntryException e) {
      tried.merge("byte that leaves no entry", 1, Integer::sum);
    } catch (IllegalArgumentException e) {
      tried.merge("byte outside its field's range", 1, Integer::sum);
    }
  }

  @Test
  void everyDeletionSwapRepeatAndInsertion() {
    for (int number = 0; number < LEDGERS; number++) {
      InMemorySnapshot snapshot = snapshot(number);
      InMemorySnapshot foreign = snapshot(number + 1);
      for (int at = 0; at < ROWS; at++) {
        StoredRow row = snapshot.rows.remove(at);
        tamper("deleted row", snapshot, at == ROWS - 1 ? -1 : at);
        snapshot.rows.add(at, row);
        snapshot.rows.add(at, row);
        tamper("repeated row", snapshot, at);
        snapshot.rows.remove(at);
        snapshot.rows.add(at, foreign.rows.get(at));
        tamper("inserted row", snapshot, at);
        snapshot.rows.remove(at);
        StoredRow bodiless =
            new StoredRow(at, row.month(), row.columns(), row.leafHash(), null, null);
        snapshot.rows.set(at, bodiless);
        tamper("deleted body", snapshot, at);
        snapshot.rows.set(at, row);
      }
      for (int at = 0; at < ROWS - 1; at++) {
        Collections.swap(snapshot.rows, at, at + 1);
        tamper("swapped neighbours", snapshot, at);
        Collections.swap(snapshot.rows, at, at + 1);
      }
    }
  }

  /** Two rows exchange everything but their idx: contiguous, and still found. */
  @Test
  void everyExchangeOfContents() {
    InMemorySnapshot snapshot = snapshot(0);
    for (int at = 0; at < ROWS - 1; at++) {
      StoredRow first = snapshot.rows.get(at);
      StoredRow second = snapshot.rows.get(at + 1);
      snapshot.rows.set(
          at, row(entryBytes(first), present(first.leafHash()), present(second.stored())));
      tamper("another row's body", snapshot, at);
      byte[] moved = entryBytes(second);
      System.arraycopy(entryBytes(first), 9, moved, 9, 8);
      snapshot.rows.set(at, row(moved, present(first.leafHash()), present(second.stored())));
      tamper("another row's contents", snapshot, at);
      snapshot.rows.set(at, first);
    }
  }

  @Test
  void everyCutOfTheTail() {
    for (int cut = 1; cut <= ROWS; cut++) {
      InMemorySnapshot snapshot = snapshot(0);
      snapshot.rows.subList(ROWS - cut, ROWS).clear();
      tamper("cut tail", snapshot, ROWS - 1);
    }
  }

  @Test
  void everyByteOfTreeRowPositionsAndRanges() {
    for (int i = 0; i < 32 * Long.bitCount(ROWS); i++) {
      InMemorySnapshot snapshot = snapshot(0);
      byte[] frontier = frontier(snapshot);
      frontier[i] ^= 1;
      snapshot.head = new LedgerSnapshot.Head(ROWS, frontier, NOW + 2);
      tamper("byte of the frontier", snapshot, -1);
    }
    for (int bit = 0; bit < 62; bit++) {
      InMemorySnapshot snapshot = snapshot(0);
      Cursor cursor = Objects.requireNonNull(snapshot.positions.get(CANDIDATES));
      snapshot.positions.put(CANDIDATES, new Cursor(cursor.next() ^ 1L << bit, cursor.nextSeq()));
      tamper("bit of a position", snapshot, -1);
      snapshot.positions.put(CANDIDATES, new Cursor(cursor.next(), cursor.nextSeq() ^ 1L << bit));
      tamper("bit of a seq", snapshot, -1);
    }
    ranges();
  }

  private static byte[] frontier(InMemorySnapshot snapshot) {
    var tree = new dev.probity.auditsink.tree.LogTree(new dev.probity.auditsink.tree.TreeHasher());
    snapshot.rows.forEach(row -> tree.append(present(row.leafHash())));
    return tree.frontier().toBytes();
  }

  private void ranges() {
    for (int at = 0; at < snapshot(0).ranges.size(); at++) {
      for (int field = 0; field < 4; field++) {
        InMemorySnapshot snapshot = snapshot(0);
        LedgerSnapshot.Range is = snapshot.ranges.get(at);
        snapshot.ranges.set(
            at,
            new LedgerSnapshot.Range(
                is.source(),
                is.firstPosition() + (field == 0 ? 1 : 0),
                is.nextPosition() + (field == 1 ? 1 : 0),
                is.firstIdx() + (field == 2 ? 1 : 0),
                is.count() + (field == 3 ? 1 : 0)));
        tamper("field of a range", snapshot, -1);
      }
      InMemorySnapshot without = snapshot(0);
      without.ranges.remove(at);
      tamper("deleted range", without, -1);
    }
  }

  @Test
  void everyByteOfEveryHeadAndEveryOlderHeadInItsPlace() {
    for (int at = 0; at < 2; at++) {
      InMemorySnapshot snapshot = snapshot(0);
      LedgerSnapshot.Note kept = snapshot.notes.get(at);
      for (int i = 0; i < kept.bytes().length; i++) {
        byte[] bytes = kept.bytes();
        bytes[i] ^= (byte) (1 << i % 8);
        snapshot.notes.set(at, new LedgerSnapshot.Note(kept.size(), bytes));
        tamper("byte of a head", snapshot, -1);
      }
    }
    InMemorySnapshot old = snapshot(0);
    old.notes.set(1, new LedgerSnapshot.Note(ROWS, old.notes.getFirst().bytes()));
    tamper("older head in its place", old, -1);
    InMemorySnapshot shorter = snapshot(0);
    shorter.rows.subList(8, ROWS).clear();
    shorter.notes.removeLast();
    tamper("older copy without its later heads", shorter, -1);
  }

  /** A whole older copy is sound in itself: this is what heads kept elsewhere are for. */
  @Test
  void anOlderCopyOfEverythingIsFoundByAnAnchorAlone() {
    InMemoryLedger older = new InMemoryLedger();
    older.begin(CANDIDATES, "id", 0);
    older.append(draft(CANDIDATES, new Cursor(0, 0), 8), NOW);
    older.sign(VerifierRun.SIGNER);
    InMemorySnapshot copy = older.snapshot();
    older.append(draft(CANDIDATES, new Cursor(8, 8), 15), NOW + 1);
    older.sign(VerifierRun.SIGNER);
    Bytes newest = Bytes.copyOf(older.snapshot().notes.getLast().bytes());

    VerifyReport alone = VerifierRun.of(copy);
    VerifyReport anchored = VerifierRun.of(copy, new Anchor("the witness", newest));

    assertEquals(0, alone.exitCode());
    assertEquals(List.of(), alone.anchors());
    Finding found = anchored.findings().getFirst();
    assertEquals(FindingCode.ROLLBACK, found.code());
    assertEquals(8, found.firstIdx());
    assertEquals(14, found.lastIdx());
    tried.put("older copy of everything", 1);
  }

  /** Table, tree and heads made anew with the key: flawless by itself, a fork beside an anchor. */
  @Test
  void anInsiderWithTheKeyIsFoundByAnAnchorAlone() {
    Bytes kept = Bytes.copyOf(snapshot(1).notes.getLast().bytes());
    Bytes ours = Bytes.copyOf(snapshot(2).notes.getFirst().bytes());

    VerifyReport alone = VerifierRun.of(snapshot(2));
    VerifyReport anchored =
        VerifierRun.of(snapshot(2), new Anchor("early", ours), new Anchor("late", kept));

    assertEquals(0, alone.exitCode());
    assertTrue(alone.heldBy().getLast().startsWith("no witness: not against the operator"));
    assertEquals(List.of("early"), anchored.anchors());
    Finding found = anchored.findings().getFirst();
    assertEquals(FindingCode.FORK, found.code());
    assertEquals(8, found.firstIdx(), "what an anchor vouches for is not accused");
    assertEquals(19, found.lastIdx());
    tried.put("everything made anew with the key", 1);
  }

  @Test
  void anAnchorThatIsNoHeadIsAFindingAndNoExcuse() {
    Bytes broken = Bytes.utf8("nothing\n");

    VerifyReport report = VerifierRun.of(snapshot(0), new Anchor("a file", broken));

    assertEquals(6, report.exitCode());
    assertEquals(FindingCode.CHECKPOINT_SIGNATURE, report.findings().getFirst().code());
    tried.put("anchor that is none", 1);
  }

  @Test
  void everyHashOfAFullTile() {
    InMemoryLedger ledger = new InMemoryLedger();
    ledger.begin(CANDIDATES, "id", 0);
    ledger.append(draft(CANDIDATES, new Cursor(0, 0), 300), NOW);
    ledger.sign(VerifierRun.SIGNER);
    InMemorySnapshot snapshot = ledger.snapshot();
    Tile sound = snapshot.tiles.getFirst();
    for (int hash = 0; hash < Tile.WIDTH; hash++) {
      byte[] hashes = sound.hashes();
      hashes[32 * hash + hash % 32] ^= 1;
      snapshot.tiles.set(0, new Tile(0, 0, hashes));
      tamper("hash of a tile", snapshot, hash);
    }
  }

  @Test
  void anExportOfTwoFullLevelsIsSoundAndEveryFileOfItCounts() {
    InMemoryLedger ledger = new InMemoryLedger();
    ledger.begin(CANDIDATES, "id", 0);
    ledger.append(draft(CANDIDATES, new Cursor(0, 0), 65_536 + 300), NOW);
    List<Entry> entries =
        ledger.snapshot().rows.stream()
            .map(row -> Objects.requireNonNull(row.columns()).entry())
            .toList();
    InMemoryTiles log = new InMemoryTiles(entries, VerifierRun.SIGNER);
    VerifyReport sound = TilesVerifier.verify(VerifierRun.POLICY, topic -> true, log);
    assertEquals(List.of(), sound.findings());
    for (String path : List.of("tile/2/000.p/1", "tile/1/000", "tile/1/001.p/1")) {
      byte[] file = log.files.get(path);
      if (file != null) {
        file[7] ^= 1;
        VerifyReport report = TilesVerifier.verify(VerifierRun.POLICY, topic -> true, log);
        assertEquals(6, report.exitCode(), path);
        file[7] ^= 1;
        tried.merge("upper tile of an export", 1, Integer::sum);
      }
    }
  }
}
