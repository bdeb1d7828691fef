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
import dev.probity.auditsink.InMemoryLedger;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.entry.MalformedEntryException;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.tree.Tile;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every kind of tampering, in memory: it must be noticed, and the row named. */
class VerifierTest {
  private static final int ROWS = 600;

  private InMemoryLedger ledger = new InMemoryLedger();
  private InMemorySnapshot snapshot = ledger.snapshot();

  @BeforeEach
  void fillALedgerOfTwoPartitionsAndThreeCheckpoints() {
    ledger = new InMemoryLedger();
    ledger.begin(CANDIDATES, "id", 10);
    ledger.begin(SIGNALS, "id", 0);
    ledger.append(draft(CANDIDATES, new Cursor(10, 0), 210), NOW);
    ledger.sign(VerifierRun.SIGNER);
    ledger.append(draft(SIGNALS, new Cursor(0, 0), 100), NOW + 1);
    ledger.append(draft(CANDIDATES, new Cursor(210, 200), 460), NOW + 2);
    ledger.sign(VerifierRun.SIGNER);
    ledger.append(draft(CANDIDATES, new Cursor(460, 450), 510), NOW + 3);
    ledger.sign(VerifierRun.SIGNER);
    snapshot = ledger.snapshot();
  }

  private VerifyReport verify() {
    return VerifierRun.of(snapshot);
  }

  private Set<FindingCode> codes() {
    Set<FindingCode> codes =
        verify().findings().stream().map(Finding::code).collect(Collectors.toSet());
    return codes.isEmpty() ? EnumSet.noneOf(FindingCode.class) : EnumSet.copyOf(codes);
  }

  private boolean names(FindingCode code, long idx) {
    return verify().findings().stream()
        .anyMatch(f -> f.code() == code && f.firstIdx() <= idx && idx <= f.lastIdx());
  }

  private void replace(int at, byte[] entryBytes, byte[] leaf, byte[] stored) {
    EntryColumns columns = InMemorySnapshot.columns(Entry.parse(entryBytes));
    snapshot.rows.set(at, InMemorySnapshot.row(columns, leaf, stored));
  }

  private byte[] entryBytes(int at) {
    return Objects.requireNonNull(snapshot.rows.get(at).columns()).entry().toBytes();
  }

  private byte[] leaf(int at) {
    return Objects.requireNonNull(snapshot.rows.get(at).leafHash());
  }

  private byte[] stored(int at) {
    return Objects.requireNonNull(snapshot.rows.get(at).stored());
  }

  @Test
  void aSoundLedgerPassesAndSaysSoInItsLastLine() {
    // When
    VerifyReport report = verify();

    // Then
    assertEquals(List.of(), report.findings());
    assertEquals(ROWS, report.size());
    assertTrue(report.sound());
    assertEquals(
        "OK size=600 root=" + report.root().base64() + " checkpoints=3 anchors=none",
        report.lastLine());
  }

  private void fillATinyLedger() {
    ledger = new InMemoryLedger();
    ledger.begin(CANDIDATES, "id", 0);
    ledger.append(draft(CANDIDATES, new Cursor(0, 0), 12), NOW);
    ledger.sign(VerifierRun.SIGNER);
    snapshot = ledger.snapshot();
  }

  @Test
  void everyByteOfAnEntryCountsAndTheRowIsNamed() {
    fillATinyLedger();
    for (int at : new int[] {0, 11}) {
      byte[] original = entryBytes(at);
      StoredRow kept = snapshot.rows.get(at);
      for (int i = 0; i < original.length; i++) {
        // Given
        byte[] changed = original.clone();
        changed[i] ^= (byte) (1 << i % 8);
        try {
          replace(at, changed, leaf(at), stored(at));
        } catch (MalformedEntryException e) {
          continue;
        }
        // Then
        assertTrue(named(at), "byte " + i + " of row " + at + ": " + verify().findings());
      }
      snapshot.rows.set(at, kept);
    }
  }

  /** Named by its place; where its idx itself was changed, by the gap or repeat this leaves. */
  private boolean named(long idx) {
    return verify().findings().stream()
        .anyMatch(
            f ->
                f.firstIdx() == idx
                    || f.code() == FindingCode.INDEX_GAP
                    || f.code() == FindingCode.INDEX_DUP);
  }

  @Test
  void everyByteOfABodyCountsAndTheRowIsNamed() {
    fillATinyLedger();
    byte[] original = stored(7);
    for (int i = 0; i < original.length; i++) {
      // Given
      byte[] changed = original.clone();
      changed[i] ^= 1;
      // When
      replace(7, entryBytes(7), leaf(7), changed);
      // Then
      assertEquals(EnumSet.of(FindingCode.BODY_MISMATCH), codes(), "byte " + i);
      assertTrue(names(FindingCode.BODY_MISMATCH, 7));
    }
  }

  @Test
  void aBodyWithItsDigestAndLeafRecomputedStillContradictsCommitmentAndTile() {
    // Given: an insider changes the body and every hash up to the leaf
    byte[] body = stored(100).clone();
    body[body.length - 2] ^= 1;
    byte[] entry = entryBytes(100);
    byte[] digest = new dev.probity.auditsink.entry.Commitments().bodyDigest(body);
    System.arraycopy(digest, 0, entry, 150, 32);

    // When
    replace(100, entry, new dev.probity.auditsink.tree.TreeHasher().leaf(entry), body);

    // Then
    assertTrue(names(FindingCode.COMMIT_MISMATCH, 100));
    assertTrue(names(FindingCode.TILE_MISMATCH, 100));
    assertTrue(names(FindingCode.CHECKPOINT_ROOT, 100));
  }

  @Test
  void aRecomputedLeafBehindTheLastFullTileIsNamedByTheIntervalOfCheckpoints() {
    // Given
    byte[] entry = entryBytes(560);
    entry[6] ^= 2;

    // When
    replace(560, entry, new dev.probity.auditsink.tree.TreeHasher().leaf(entry), stored(560));

    // Then
    assertEquals(EnumSet.of(FindingCode.CHECKPOINT_ROOT, FindingCode.FRONTIER_MISMATCH), codes());
    Finding root = verify().findings().getFirst();
    assertEquals(550, root.firstIdx());
    assertEquals(599, root.lastIdx());
  }

  @Test
  void everyDeletedRowIsNamed() {
    for (int at = 0; at < ROWS - 1; at += 37) {
      // Given
      StoredRow gone = snapshot.rows.remove(at);
      // Then
      assertTrue(names(FindingCode.INDEX_GAP, at), "row " + at);
      snapshot.rows.add(at, gone);
    }
  }

  @Test
  void aCutTailIsNoticed() {
    snapshot.rows.subList(590, ROWS).clear();

    assertTrue(codes().contains(FindingCode.SIZE_MISMATCH));
    assertTrue(names(FindingCode.ROLLBACK, 599));
    assertTrue(codes().contains(FindingCode.OFFSET_TABLE));
  }

  @Test
  void swappedNeighboursAreNoticed() {
    for (int at = 0; at < ROWS - 1; at += 53) {
      Collections.swap(snapshot.rows, at, at + 1);
      assertTrue(
          codes().contains(FindingCode.INDEX_DUP) || codes().contains(FindingCode.INDEX_GAP));
      Collections.swap(snapshot.rows, at, at + 1);
    }
  }

  @Test
  void aRowHeldTwiceIsNoticed() {
    snapshot.rows.add(40, snapshot.rows.get(39));

    assertTrue(names(FindingCode.INDEX_DUP, 39));
  }

  @Test
  void withoutTheFenceDuplicatesEnterAndOnlyContiguityCatchesThem() {
    // Given: the negative control, a zombie writes what was written
    ledger.dropFence();
    ledger.append(draft(CANDIDATES, new Cursor(460, 450), 510), NOW + 4);
    ledger.sign(VerifierRun.SIGNER);

    // When
    snapshot = ledger.snapshot();

    // Then: the tree verifies, the ledger does not
    assertTrue(names(FindingCode.POSITION_DUP, 600));
    assertTrue(codes().contains(FindingCode.SEQ_GAP));
    assertTrue(codes().contains(FindingCode.BATCH_RANGE));
    assertFalse(codes().contains(FindingCode.CHECKPOINT_ROOT));
    assertFalse(codes().contains(FindingCode.TILE_MISMATCH));
    assertEquals(6, verify().exitCode());
  }

  @Test
  void aMissingBodyAndABodyAloneAreNoticed() {
    // Given
    StoredRow row = snapshot.rows.get(7);
    snapshot.rows.set(7, new StoredRow(7, row.month(), row.columns(), row.leafHash(), null, null));
    snapshot.rows.add(new StoredRow(900, row.month(), null, null, row.stored(), null));

    // Then
    assertEquals(EnumSet.of(FindingCode.BODY_MISSING, FindingCode.BODY_UNEXPECTED), codes());
    assertTrue(names(FindingCode.BODY_MISSING, 7));
    assertTrue(names(FindingCode.BODY_UNEXPECTED, 900));
  }

  @Test
  void anEditedTileNamesItsLeaf() {
    // Given
    byte[] hashes = snapshot.tiles.get(1).hashes();
    hashes[3 * 32] ^= 1;

    // When
    snapshot.tiles.set(1, new Tile(0, 1, hashes));

    // Then
    assertEquals(EnumSet.of(FindingCode.TILE_MISMATCH), codes());
    assertTrue(names(FindingCode.TILE_MISMATCH, 259));
  }

  @Test
  void aMissingTileAndOneTooManyAreNoticed() {
    // Given
    Tile second = snapshot.tiles.removeLast();
    assertTrue(names(FindingCode.TILE_MISMATCH, 300));

    // When
    snapshot.tiles.add(second);
    snapshot.tiles.add(new Tile(0, 2, second.hashes()));
    snapshot.tiles.add(new Tile(1, 0, second.hashes()));

    // Then
    assertEquals(EnumSet.of(FindingCode.TILE_MISMATCH), codes());
    assertEquals(2, verify().faults());
  }

  @Test
  void anEditedTreeRowIsNoticed() {
    LedgerSnapshot.Head sound = snapshot.head;
    snapshot.head = new LedgerSnapshot.Head(ROWS, new byte[32 * Long.bitCount(ROWS)], NOW + 3);
    assertEquals(EnumSet.of(FindingCode.FRONTIER_MISMATCH), codes());
    snapshot.head = new LedgerSnapshot.Head(ROWS - 1, new byte[0], NOW + 3);
    assertTrue(codes().contains(FindingCode.SIZE_MISMATCH));
    snapshot.head = sound;
    assertEquals(EnumSet.noneOf(FindingCode.class), codes());
  }

  @Test
  void editedPositionsAndRangesAreNoticed() {
    // Given
    snapshot.positions.put(CANDIDATES, new Cursor(511, 500));
    // Then
    assertEquals(EnumSet.of(FindingCode.OFFSET_TABLE), codes());

    // When
    snapshot.positions.put(CANDIDATES, new Cursor(510, 500));
    snapshot.positions.remove(SIGNALS);
    assertEquals(EnumSet.of(FindingCode.OFFSET_TABLE), codes());
    snapshot.ranges.remove(1);

    // Then
    assertTrue(codes().contains(FindingCode.BATCH_RANGE));
  }

  @Test
  void aGapThatOnlyTheRangeShowsIsALossOnATopicWithoutGaps() {
    // Given: the positions say 510 was read, but no row came of it
    LedgerSnapshot.Range last = snapshot.ranges.removeLast();
    snapshot.ranges.add(
        new LedgerSnapshot.Range(
            last.source(), last.firstPosition(), 511, last.firstIdx(), last.count()));
    snapshot.positions.put(CANDIDATES, new Cursor(511, 500));

    // Then
    assertEquals(EnumSet.of(FindingCode.OFFSET_GAP), codes());
  }

  @Test
  void anOldCheckpointPutInPlaceOfANewOneIsNoticed() {
    // Given
    LedgerSnapshot.Note old = snapshot.notes.getFirst();

    // When
    snapshot.notes.set(2, new LedgerSnapshot.Note(600, old.bytes()));

    // Then
    assertEquals(EnumSet.of(FindingCode.CHECKPOINT_ROOT), codes());
  }

  @Test
  void checkpointsOfOtherKeysAndBrokenOnesAreRefused() {
    // Given
    NoteSigner foreign =
        new NoteSigner(
            "ledger.test.example",
            new byte[] {
              1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
              25, 26, 27, 28, 29, 30, 31, 32
            });
    ledger.sign(foreign);
    snapshot = ledger.snapshot();
    snapshot.notes.add(new LedgerSnapshot.Note(600, new byte[] {1}));

    // When
    VerifyReport report = verify();

    // Then
    assertEquals(EnumSet.of(FindingCode.CHECKPOINT_SIGNATURE), codes());
    assertEquals(2, report.faults());
  }

  @Test
  void timeThatGoesBackAndAWrongMonthAreNoticed() {
    // Given
    StoredRow row = snapshot.rows.get(299);
    byte[] entry = entryBytes(299);
    entry[53] -= 1;
    replace(299, entry, leaf(299), stored(299));
    assertTrue(names(FindingCode.TIME_REVERSED, 299));

    // When
    snapshot.rows.set(
        299,
        new StoredRow(
            299, row.month().plusMonths(1), row.columns(), row.leafHash(), row.stored(), null));

    // Then
    assertTrue(names(FindingCode.ENTRY_MALFORMED, 299));
  }

  @Test
  void withoutAKeyTheVerdictIsIncompleteAndNeverSound() {
    // When
    VerifyReport report = new Verifier(null, topic -> true).verify(ledger.snapshot(), List.of());

    // Then
    assertFalse(report.sound());
    assertTrue(report.unchecked().getFirst().startsWith("no trusted key"));
  }

  @Test
  void findingsReadAsOneLine() {
    assertEquals(
        "INDEX_GAP idx 3 to 5: idx: expected a, found b",
        Finding.between(FindingCode.INDEX_GAP, 3, 5, "idx", "a", "b").toString());
    assertEquals(
        "SEQ_GAP idx 3: seq: expected 1, found 2",
        Finding.at(FindingCode.SEQ_GAP, 3, "seq", 1, 2).toString());
    assertEquals(
        "OFFSET_TABLE: p: expected 1, found 2",
        Finding.general(FindingCode.OFFSET_TABLE, "p", 1, 2).toString());
  }
}
