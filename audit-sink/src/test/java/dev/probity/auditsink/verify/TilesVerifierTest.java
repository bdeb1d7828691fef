// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import static dev.probity.auditsink.Examples.CANDIDATES;
import static dev.probity.auditsink.Examples.NOW;
import static dev.probity.auditsink.Examples.draft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.InMemoryLedger;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.tiles.EntryBundle;
import dev.probity.auditsink.tiles.InMemoryTiles;
import dev.probity.auditsink.tiles.TileFiles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** An exported log, tampered with in every file: noticed, and the entry named. */
class TilesVerifierTest {
  private static List<Entry> entries(int count) {
    InMemoryLedger ledger = new InMemoryLedger();
    ledger.begin(CANDIDATES, "id", 0);
    ledger.append(draft(CANDIDATES, new Cursor(0, 0), count), NOW);
    return ledger.snapshot().rows.stream()
        .map(row -> Objects.requireNonNull(row.columns()).entry())
        .toList();
  }

  private static InMemoryTiles tiles(List<Entry> entries) {
    return new InMemoryTiles(entries, VerifierRun.SIGNER);
  }

  private static VerifyReport verify(TileFiles files) {
    return TilesVerifier.verify(VerifierRun.POLICY, topic -> true, files);
  }

  private static boolean names(VerifyReport report, long idx) {
    return report.findings().stream()
        .anyMatch(
            f ->
                f.firstIdx() <= idx
                    && idx <= f.lastIdx()
                    && f.code() != FindingCode.CHECKPOINT_ROOT);
  }

  private static void flip(byte[] bytes, int at) {
    bytes[at] ^= (byte) (1 << at % 8);
  }

  @Test
  void logsOfEverySizeAroundATileAreSound() {
    List<Entry> all = entries(1_025);
    for (int size : new int[] {1, 2, 3, 255, 256, 257, 511, 512, 513, 1_024, 1_025}) {
      VerifyReport report = verify(tiles(all.subList(0, size)));
      assertEquals(List.of(), report.findings(), "size " + size);
      assertEquals("OK size=" + size, report.lastLine().split(" root")[0]);
      assertTrue(report.heldBy().getLast().startsWith("no witness"));
    }
  }

  @Test
  void everySingleByteOfASmallLogCounts() {
    InMemoryTiles log = tiles(entries(9));
    int changes = 0;
    for (Map.Entry<String, byte[]> file : log.files.entrySet()) {
      byte[] bytes = file.getValue();
      for (int at = 0; at < bytes.length; at++) {
        flip(bytes, at);
        assertFalse(verify(log).sound(), file.getKey() + " byte " + at);
        flip(bytes, at);
        changes++;
      }
    }
    assertTrue(changes > 9 * 250, changes + " changes");
    assertTrue(verify(log).sound());
  }

  @Test
  void everyByteOfAnEntryAndOfItsHashNamesTheEntry() {
    InMemoryTiles log = tiles(entries(300));
    byte[] bundle = Objects.requireNonNull(log.files.get("tile/entries/001.p/44"));
    byte[] hashes = Objects.requireNonNull(log.files.get("tile/0/001.p/44"));
    int length = bundle.length / 44;
    for (int at = 7 * length; at < 8 * length; at++) {
      flip(bundle, at);
      assertTrue(names(verify(log), 256 + 7), "byte " + at);
      flip(bundle, at);
    }
    for (int at = 7 * 32; at < 8 * 32; at++) {
      flip(hashes, at);
      assertTrue(names(verify(log), 256 + 7), "byte " + at);
      flip(hashes, at);
    }
  }

  @Test
  void everyHashOfAnUpperTileNamesItsEntries() {
    InMemoryTiles log = tiles(entries(1_025));
    byte[] upper = Objects.requireNonNull(log.files.get("tile/1/000.p/4"));
    for (int at = 0; at < upper.length; at++) {
      flip(upper, at);
      Finding found = verify(log).findings().getFirst();
      assertEquals(FindingCode.TILE_MISMATCH, found.code());
      assertEquals(at / 32 * 256, found.firstIdx());
      assertEquals(at / 32 * 256 + 255, found.lastIdx());
      flip(upper, at);
    }
  }

  @Test
  void everyMissingShortenedOrLengthenedFileIsNoticed() {
    InMemoryTiles log = tiles(entries(600));
    for (String path : List.copyOf(log.files.keySet())) {
      byte[] kept = Objects.requireNonNull(log.files.remove(path));
      int without = verify(log).exitCode();
      assertEquals(path.equals(TileFiles.CHECKPOINT) ? 8 : 6, without, path);
      for (int length : new int[] {0, kept.length - 1, kept.length + 1}) {
        log.files.put(path, java.util.Arrays.copyOf(kept, length));
        assertEquals(6, verify(log).exitCode(), path + " with " + length + " bytes");
      }
      log.files.put(path, kept);
    }
    assertTrue(verify(log).sound());
  }

  @Test
  void whereBundleAndTileAreBothGoneTheVerdictIsStillAViolation() {
    InMemoryTiles log = tiles(entries(600));
    log.files.remove("tile/entries/001");
    log.files.remove("tile/0/001");

    VerifyReport report = verify(log);

    assertEquals(6, report.exitCode());
    assertTrue(names(report, 256));
    assertTrue(names(report, 511));
  }

  @Test
  void anOperatorWhoReordersDropsOrRepeatsEntriesAndSignsAgainIsNamed() {
    // Given: tiles and head agree with each other, the entries with neither order nor count
    List<Entry> swapped = new ArrayList<>(entries(300));
    Collections.swap(swapped, 10, 11);
    List<Entry> dropped = new ArrayList<>(entries(300));
    dropped.remove(40);
    List<Entry> repeated = new ArrayList<>(entries(300));
    repeated.add(50, repeated.get(49));

    // Then
    assertTrue(names(verify(tiles(swapped)), 10));
    assertTrue(names(verify(tiles(dropped)), 40));
    assertTrue(names(verify(tiles(repeated)), 50));
    assertEquals(
        List.of(FindingCode.INDEX_GAP, FindingCode.SEQ_GAP, FindingCode.OFFSET_GAP),
        verify(tiles(dropped)).findings().stream().map(Finding::code).limit(3).toList());
  }

  @Test
  void anOlderHeadOverALongerLogIsAPrefixAndANewerOneOverAShorterIsNot() {
    InMemoryTiles old = tiles(entries(512));
    InMemoryTiles log = tiles(entries(600));
    byte[] newest = Objects.requireNonNull(log.files.get(TileFiles.CHECKPOINT));

    log.files.put(
        TileFiles.CHECKPOINT, Objects.requireNonNull(old.files.get(TileFiles.CHECKPOINT)));
    log.files.put("tile/1/000.p/2", Objects.requireNonNull(old.files.get("tile/1/000.p/2")));
    old.files.put(TileFiles.CHECKPOINT, newest);

    assertTrue(verify(log).sound());
    assertEquals(6, verify(old).exitCode());
  }

  @Test
  void aHeadOfAStrangerIsNotBelieved() {
    NoteSigner stranger =
        new NoteSigner(
            "ledger.test.example",
            new byte[] {
              1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5,
              6, 7, 8
            });
    InMemoryTiles log = new InMemoryTiles(entries(5), stranger);

    VerifyReport report = verify(log);

    assertEquals(FindingCode.CHECKPOINT_SIGNATURE, report.findings().getFirst().code());
    assertEquals(
        0, TilesVerifier.verify(Policy.of(List.of(stranger.key())), t -> true, log).exitCode());
  }

  @Test
  void aQuorumThatDidNotCosignLeavesTheVerdictOpen() {
    InMemoryTiles log = tiles(entries(5));
    var witness = new dev.probity.auditsink.note.Cosigner("w.example", new byte[32]);
    Policy policy =
        Policy.parse(
            Policy.text(VerifierRun.SIGNER.key(), witness.key())
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));

    VerifyReport before = TilesVerifier.verify(policy, t -> true, log);
    SignedNote note = SignedNote.parse(Objects.requireNonNull(log.read(TileFiles.CHECKPOINT)));
    List<dev.probity.auditsink.note.SignatureLine> lines = new ArrayList<>(note.signatures());
    lines.add(witness.cosign(log.head(VerifierRun.SIGNER), 1_767_225_660));
    log.files.put(TileFiles.CHECKPOINT, new SignedNote(note.text(), lines).toBytes());
    VerifyReport after = TilesVerifier.verify(policy, t -> true, log);

    assertEquals(8, before.exitCode());
    assertEquals("the quorum w.example has not cosigned the head", before.unchecked().getFirst());
    assertEquals(0, after.exitCode());
    assertTrue(after.heldBy().get(1).startsWith("witness w.example"));
  }

  @Test
  void bundlesReadBackAndStopAtTheFirstUnsoundEntry() {
    List<Entry> some = entries(5);
    byte[] bundle = EntryBundle.of(some);

    assertEquals(new EntryBundle.Parsed(some, ""), EntryBundle.parse(bundle, 5));
    assertEquals(4, EntryBundle.parse(bundle, 4).entries().size());
    assertEquals("bytes behind the last entry", EntryBundle.parse(bundle, 4).fault());
    assertEquals("bundle ends inside entry 5", EntryBundle.parse(bundle, 6).fault());
    bundle[2 * (bundle.length / 5) + 2] = 0;
    assertEquals(2, EntryBundle.parse(bundle, 5).entries().size());
  }
}
