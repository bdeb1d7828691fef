// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.Examples;
import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.Position;
import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.sign.LogKeys;
import dev.probity.auditsink.sign.SigningResult;
import dev.probity.auditsink.verify.Anchor;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that was restored from a copy one minute older than what was published. */
class RestoreIT {
  private static final int BEFORE = 700;
  private static final int AFTER = 1_100;
  private static final long MINUTE = 60_000;

  @TempDir private Path folder = Path.of("unset");
  private final TestPostgres original = TestPostgres.migrated();
  private final FilledLedger filled = new FilledLedger(original);
  private final List<Long> epochs = new ArrayList<>();

  /** Every source has its own offsets; the topics of the tests have no gaps. */
  private static List<Prepared> numbered(int from, int to) {
    List<Prepared> records = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Source source = i % 5 == 0 ? Examples.SIGNALS : Examples.CANDIDATES;
      long offset = i % 5 == 0 ? i / 5 : i - i / 5 - 1;
      records.add(Examples.record(source, offset));
    }
    return records;
  }

  private SigningResult.Signed head() {
    return assertInstanceOf(SigningResult.Signed.class, filled.sign());
  }

  /** A ledger, the copy of it that a backup took, and what happened in the minute after. */
  private TestPostgres backup() {
    filled.append(numbered(0, BEFORE), 37);
    filled.sign();
    TestPostgres copy = original.beside();
    filled.append(numbered(BEFORE, AFTER), 53, Examples.NOW + MINUTE);
    return copy;
  }

  private LedgerOpener opener(TestPostgres database, Checkpoint head, Long abandoned) {
    return new AnchoredOpener(
        new PostgresOpener(database.writer(), null, null),
        database.writer(),
        () -> head,
        abandoned,
        (left, size) -> epochs.add(size));
  }

  private Refill.Result refill(TestPostgres copy) throws IOException {
    return Refill.run(
        copy.writer(),
        VerifierRun.POLICY,
        ObjectStore.in(folder.resolve("tiles")),
        ObjectStore.in(folder.resolve("bodies")));
  }

  private void export() throws IOException {
    long size = TileExport.write(original.reader(), ObjectStore.in(folder.resolve("tiles"))).size();
    assertEquals(AFTER, size);
    assertTrue(
        BodyArchive.write(original.reader(), ObjectStore.in(folder.resolve("bodies")), size, "op")
            > 0);
  }

  private static List<String> dump(TestPostgres database, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = database.superuser();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT x::text FROM (" + query + ") x")) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  @Test
  void anOlderDatabaseIsRefusedAndRefilledByteForByte() throws Exception {
    // Given
    TestPostgres copy = backup();
    SigningResult.Signed signed = head();
    export();
    LedgerOpener opener = opener(copy, signed.checkpoint(), null);
    LedgerException behind = assertThrows(LedgerException.class, opener::open);
    assertTrue(behind.getMessage().startsWith("LEDGER_BEHIND"), behind.getMessage());
    assertTrue(behind.getMessage().contains("probity audit refill"), behind.getMessage());

    // When
    Refill.Result result = refill(copy);

    // Then
    assertEquals(new Refill.Result.Refilled(BEFORE, AFTER), result);
    for (String query :
        List.of(
            "SELECT * FROM ledger.entry ORDER BY idx",
            "SELECT * FROM ledger.body ORDER BY idx",
            "SELECT * FROM ledger.tile ORDER BY level, n",
            "SELECT * FROM ledger.tree",
            "SELECT * FROM ledger.sink_offset ORDER BY topic, part")) {
      assertEquals(dump(original, query), dump(copy, query), query);
    }
    Anchor anchor = new Anchor("kafka", Bytes.copyOf(signed.note().toBytes()));
    VerifyReport report = new FilledLedger(copy).verify(anchor);
    assertEquals(0, report.exitCode(), report.findings().toString());
    assertEquals(List.of("kafka"), report.anchors());
    opener.open().close();
    assertEquals(List.of(), epochs);
  }

  @Test
  void aRefilledLedgerGoesOnLikeTheOriginal() throws Exception {
    // Given
    TestPostgres copy = backup();
    head();
    export();
    refill(copy);

    // When
    for (TestPostgres each : List.of(original, copy)) {
      try (PostgresLedger ledger = each.openLedger()) {
        Map<Source, Position> at = ledger.positions();
        Cursor from = at.get(Examples.CANDIDATES).cursor();
        ledger.append(
            Examples.draft(Examples.CANDIDATES, from, from.next() + 300), Examples.NOW + MINUTE);
      }
    }

    // Then
    assertEquals(
        dump(original, "SELECT * FROM ledger.tree"), dump(copy, "SELECT * FROM ledger.tree"));
    assertEquals(0, new FilledLedger(copy).verify().exitCode());
  }

  @Test
  void anExportThatWasChangedOrIsOfAnotherLogWritesNothing() throws Exception {
    // Given
    TestPostgres copy = backup();
    head();
    export();
    List<String> before = dump(copy, "SELECT * FROM ledger.tree");

    // When
    flip(folder.resolve("bodies"), AFTER / 256, -1);
    Refill.Result body = refill(copy);
    export();
    flip(folder.resolve("tiles/tile/entries"), AFTER / 256, 100);
    Refill.Result entry = refill(copy);
    TestPostgres stranger = TestPostgres.migrated();
    new FilledLedger(stranger).append(numbered(1, 300), 10);
    Files.delete(folder.resolve("tiles/tile/entries/004.p/76"));
    export();
    Refill.Result other = refill(stranger);

    // Then
    assertRefused("the archived body of entry", body);
    assertRefused("its root is another one", entry);
    assertRefused("the database expects number", other);
    assertEquals(before, dump(copy, "SELECT * FROM ledger.tree"));
    assertEquals(
        List.of("(" + (BEFORE - 1) + ")"), dump(copy, "SELECT max(idx) FROM ledger.entry"));
  }

  private static void assertRefused(String why, Refill.Result result) {
    String reason = assertInstanceOf(Refill.Result.Refused.class, result).reason();
    assertTrue(reason.contains(why), reason);
  }

  /** Changes one byte of a bundle, counted from its end when negative. */
  private static void flip(Path root, int bundle, int at) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      Path file =
          files
              .filter(Files::isRegularFile)
              .filter(path -> root.relativize(path).toString().contains("%03d".formatted(bundle)))
              .findFirst()
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      bytes[at < 0 ? bytes.length + at : at] ^= 1;
      Files.write(file, bytes);
    }
  }

  @Test
  void aDatabaseThatWentAnotherWayIsAForkAndOnlyADeclaredEpochGoesOn() {
    // Given
    TestPostgres copy = backup();
    Checkpoint head = head().checkpoint();
    try (PostgresLedger ledger = copy.openLedger()) {
      Cursor from = ledger.positions().get(Examples.CANDIDATES).cursor();
      ledger.append(Examples.draft(Examples.CANDIDATES, from, from.next() + 900), Examples.NOW);
    }

    // When
    LedgerException forked = assertThrows(LedgerException.class, opener(copy, head, null)::open);
    LedgerException wrongHead =
        assertThrows(LedgerException.class, opener(copy, head, head.size() - 1)::open);
    LedgerOpener declared = opener(copy, head, head.size());
    declared.open().close();
    declared.open().close();

    // Then
    assertTrue(forked.getMessage().startsWith("LEDGER_FORKED"), forked.getMessage());
    assertTrue(wrongHead.getMessage().startsWith("LEDGER_FORKED"), wrongHead.getMessage());
    assertEquals(List.of(BEFORE + 900L), epochs);
  }

  @Test
  void aRunningSignerDoesNotSignASmallerTree() throws SQLException {
    // Given
    TestPostgres copy = backup();
    head();

    // When
    try (CheckpointStore store =
        new CheckpointStore(
            copy.writer().open(Duration.ofSeconds(20)), LogKeys.of(VerifierRun.SIGNER))) {
      SigningResult result = store.sign(AFTER);

      // Then
      assertInstanceOf(SigningResult.Refused.class, result);
    }
  }
}
