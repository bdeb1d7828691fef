// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.FaultClass;
import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.sign.SigningResult;
import dev.probity.auditsink.verify.Finding;
import dev.probity.auditsink.verify.FindingCode;
import dev.probity.auditsink.verify.VerifyReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A superuser takes the triggers away and edits tables: the verifier names what was touched. */
class TamperIT {
  private static final int ROW = 123;
  private static final String FREE =
      "ALTER TABLE ledger.%1$s DISABLE TRIGGER USER; %2$s;"
          + " ALTER TABLE ledger.%1$s ENABLE TRIGGER USER";

  private final TestPostgres postgres = TestPostgres.migrated();
  private final FilledLedger ledger = new FilledLedger(postgres);

  @BeforeEach
  void fill() {
    Stream stream = new Stream();
    for (int i = 0; i < 150; i++) {
      stream.decided("C-" + i, i % 4);
    }
    ledger.append(stream.prepared().subList(0, 300), 50);
    assertInstanceOf(SigningResult.Signed.class, ledger.sign());
    Stream rest = new Stream();
    for (int i = 0; i < 150; i++) {
      rest.decided("C-" + i, i % 4);
    }
    ledger.append(rest.prepared().subList(300, 600), 50);
    assertInstanceOf(SigningResult.Signed.class, ledger.sign());
    assertInstanceOf(SigningResult.NotGrown.class, ledger.sign());
  }

  private List<Finding> findingsAfter(String table, String edit) {
    postgres.tamper(FREE.formatted(table, edit));
    VerifyReport report = ledger.verify();
    assertEquals(6, report.exitCode(), edit);
    return report.findings();
  }

  private static boolean names(List<Finding> findings, FindingCode code, long idx) {
    return findings.stream()
        .anyMatch(f -> f.code() == code && f.firstIdx() <= idx && idx <= f.lastIdx());
  }

  @Test
  void anUntouchedLedgerIsSoundAndSaysHowManyCheckpointsItHas() {
    VerifyReport report = ledger.verify();

    assertEquals(List.of(), report.findings());
    assertEquals(
        "OK size=600 root=" + report.root().base64() + " checkpoints=2 anchors=none",
        report.lastLine());
  }

  @Test
  void everyColumnOfAnEntryCountsAndTheRowIsNamed() {
    List<String> edits =
        List.of(
            "flags = flags # 2",
            "event_type = 40",
            "schema_id = schema_id + 1",
            "topic = 'probity.other.v1'",
            "part = part + 10",
            "off = off + 100000",
            "seq = seq + 100000",
            "record_ts = record_ts + 1",
            "ts_type = 1",
            "append_ts = append_ts + 1",
            "key_commit = sha256('x')",
            "value_commit = NULL",
            "headers_commit = sha256('x')",
            "body_digest = sha256('x')",
            "decision_id = sha256('x')",
            "model_digest = sha256('x')",
            "leaf_hash = sha256('x')");
    List<String> missed = new ArrayList<>();
    for (String edit : edits) {
      String column = edit.substring(0, edit.indexOf(' '));
      postgres.tamper("CREATE TABLE kept AS SELECT * FROM ledger.entry WHERE idx = " + ROW);
      List<Finding> findings =
          findingsAfter("entry_2026_01", "UPDATE ledger.entry SET " + edit + " WHERE idx = " + ROW);
      boolean named = findings.stream().anyMatch(f -> f.firstIdx() == ROW);
      if (!named) {
        missed.add(edit + " " + findings);
      }
      String restore = "UPDATE ledger.entry e SET %1$s = k.%1$s FROM kept k WHERE e.idx = k.idx";
      postgres.tamper(FREE.formatted("entry_2026_01", restore.formatted(column)));
      postgres.tamper("DROP TABLE kept");
    }
    assertEquals(List.of(), missed);
    assertEquals(0, ledger.verify().exitCode());
  }

  @Test
  void aBodyThatIsEditedSwappedOrDeletedIsNamed() {
    List<Finding> edited =
        findingsAfter(
            "body_2026_01",
            "UPDATE ledger.body SET stored = set_byte(stored, 200, get_byte(stored, 200) # 1)"
                + " WHERE idx = "
                + ROW);
    List<Finding> gone = findingsAfter("body_2026_01", "DELETE FROM ledger.body WHERE idx = 300");
    List<Finding> alone =
        findingsAfter(
            "body_2026_01", "INSERT INTO ledger.body VALUES ('2026-01-01', 5000, NULL, '\\x00')");

    assertTrue(names(edited, FindingCode.BODY_MISMATCH, ROW));
    assertTrue(names(gone, FindingCode.BODY_MISSING, 300));
    assertTrue(names(alone, FindingCode.BODY_UNEXPECTED, 5_000));
  }

  @Test
  void aDeletedRowAndACutTailAreNamed() {
    List<Finding> tail =
        findingsAfter("entry_2026_01", "DELETE FROM ledger.entry WHERE idx >= 595");
    List<Finding> middle =
        findingsAfter("entry_2026_01", "DELETE FROM ledger.entry WHERE idx = " + ROW);

    assertTrue(names(tail, FindingCode.ROLLBACK, 599));
    assertTrue(names(middle, FindingCode.INDEX_GAP, ROW));
  }

  @Test
  void anInsiderWhoRecomputesTheLeafIsNamedByTheTile() {
    List<Finding> findings =
        findingsAfter(
            "entry_2026_01",
            "UPDATE ledger.entry SET leaf_hash = sha256('forged') WHERE idx = " + ROW);

    assertTrue(names(findings, FindingCode.TILE_MISMATCH, ROW));
    assertTrue(names(findings, FindingCode.CHECKPOINT_ROOT, ROW));
  }

  @Test
  void editedTilesRangesPositionsAndHeadsAreNoticed() {
    assertTrue(
        names(
            findingsAfter("tile", "UPDATE ledger.tile SET hashes = set_byte(hashes, 32, 7)"),
            FindingCode.TILE_MISMATCH,
            1));
    assertTrue(
        findingsAfter("batch", "DELETE FROM ledger.batch WHERE first_idx = 0").stream()
            .anyMatch(f -> f.code() == FindingCode.BATCH_RANGE));
    assertTrue(
        findingsAfter("sink_offset", "UPDATE ledger.sink_offset SET next = next - 1").stream()
            .anyMatch(f -> f.code() == FindingCode.OFFSET_TABLE));
    assertTrue(
        findingsAfter("tree", "UPDATE ledger.tree SET size = size - 1").stream()
            .anyMatch(f -> f.code() == FindingCode.SIZE_MISMATCH));
    assertTrue(
        findingsAfter(
                "checkpoint",
                "UPDATE ledger.checkpoint SET note = set_byte(note, 30, 65) WHERE size = 600")
            .stream()
            .anyMatch(f -> f.code() == FindingCode.CHECKPOINT_SIGNATURE));
  }

  private void growBy(int records) {
    Stream more = new Stream();
    for (int i = 0; i < 160; i++) {
      more.decided("C-" + i, i % 4);
    }
    ledger.append(more.prepared().subList(600, 600 + records), 50);
  }

  private void editTiles() {
    postgres.tamper(
        FREE.formatted("tile", "UPDATE ledger.tile SET hashes = set_byte(hashes, 64, 7)"));
  }

  @Test
  void theSignerRefusesWhatDoesNotExtendItsLastHead() {
    // Given
    growBy(4);
    editTiles();

    // When
    SigningResult result = ledger.sign();

    // Then
    SigningResult.Refused refused = assertInstanceOf(SigningResult.Refused.class, result);
    assertTrue(refused.reason().contains("600 to 604"), refused.reason());
  }

  @Test
  void aSinkThatFindsTheFrontierAndTheTilesAtOddsStops() {
    // Given
    editTiles();

    // When
    LedgerException stopped = assertThrows(LedgerException.class, () -> growBy(4));

    // Then
    assertEquals(FaultClass.FATAL, stopped.faultClass());
    assertTrue(String.valueOf(stopped.getMessage()).startsWith("malformed frontier"));
  }
}
