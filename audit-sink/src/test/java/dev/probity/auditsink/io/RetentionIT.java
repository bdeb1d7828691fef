// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.flow.FlowAccounts;
import dev.probity.auditsink.proof.ProofFile;
import dev.probity.auditsink.verify.Anchor;
import dev.probity.auditsink.verify.FindingCode;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * T9. Months are dropped when their retention is over, by the database's clock and not before; what
 * every head ever signed promises can still be shown. Rows are appended with clocks of the past.
 */
class RetentionIT {
  private static final Duration LEAST = AuditSinkConfig.LEAST_RETENTION;
  private static final long NOW = System.currentTimeMillis();

  @TempDir private Path tiles = Path.of("");

  private final TestPostgres postgres = TestPostgres.migrated();
  private final FilledLedger ledger = new FilledLedger(postgres);
  private final Stream stream = new Stream();
  private final List<Anchor> kept = new ArrayList<>();

  private static LocalDate monthOf(int daysAgo) {
    Instant then = Instant.ofEpochMilli(NOW).minus(Duration.ofDays(daysAgo));
    return LocalDate.ofInstant(then, ZoneOffset.UTC).withDayOfMonth(1);
  }

  private void append(int candidates, int daysAgo) {
    int before = stream.records().size();
    for (int i = 0; i < candidates; i++) {
      stream.decided("C-" + before + "-" + i, i % 4);
    }
    long then = NOW - Duration.ofDays(daysAgo).toMillis();
    ledger.append(stream.prepared().subList(before, stream.records().size()), 300, then);
  }

  /** Three months of the past and today: 1,200 entries, a head over each 300 of them. */
  @BeforeEach
  void fill() throws IOException {
    for (int daysAgo : new int[] {300, 250, 90, 0}) {
      append(75, daysAgo);
      ledger.sign();
      kept.add(head());
    }
    anchor();
    ledger.project();
    TileExport.write(postgres.reader(), ObjectStore.in(tiles));
  }

  private void anchor() {
    postgres.tamper("UPDATE ledger.anchor SET state = 'done'");
  }

  private Anchor head() throws IOException {
    long size = stream.records().size();
    try (LedgerEntries entries = LedgerEntries.connect(postgres.reader())) {
      var made = (LedgerEntries.Result.Made) entries.consistency(size, size);
      String text = new String(made.file().toArray(), StandardCharsets.UTF_8);
      return new Anchor("kept " + size, Bytes.utf8(text.substring(text.indexOf("\n\n") + 2)));
    }
  }

  private RetentionDrop.Result drop(LocalDate before, Duration retention) throws IOException {
    return RetentionDrop.drop(
        postgres.reader(),
        postgres.retention(),
        VerifierRun.POLICY,
        TopicNames.PLAIN,
        new RetentionDrop.Request(before, retention, tiles, "operator-1"));
  }

  private void assertRefused(String part, LocalDate before, Duration retention) throws IOException {
    String reason =
        assertInstanceOf(RetentionDrop.Result.Refused.class, drop(before, retention)).reason();
    assertTrue(reason.contains(part), reason);
    assertEquals(0, ledger.verify().exitCode(), "a refused drop changed the ledger");
    assertEquals(1_200, ledger.verify().size());
  }

  private String single(String sql) throws SQLException {
    try (Connection superuser = postgres.superuser();
        Statement statement = superuser.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  /** What the outbox loop and the sink do: the noted drop becomes an entry. */
  private void recordDrop()
      throws SQLException, InterruptedException, ExecutionException, TimeoutException {
    List<AuditEntry> published = new ArrayList<>();
    OutboxLoop outbox =
        new OutboxLoop(
            postgres.writer(),
            "one",
            new LedgerGrowth(),
            entry -> {
              published.add(entry);
              return CompletableFuture.completedFuture(null);
            });
    try (Connection connection = postgres.writer().open(Duration.ofSeconds(20))) {
      connection.setAutoCommit(false);
      outbox.publishPending(connection);
    }
    assertEquals(1, published.size());
    assertEquals("operator-1", published.getFirst().actor());
    int before = stream.records().size();
    AuditEntry drop = published.getFirst();
    stream.other(Topics.AUDIT, drop.key(), EventHeaders.audit(drop), drop);
    ledger.append(stream.prepared().subList(before, before + 1), 1, NOW);
  }

  @Test
  void aDropKeepsEveryHeadProvableAndIsRecorded()
      throws IOException, SQLException, InterruptedException, ExecutionException, TimeoutException {
    // When
    var dropped = assertInstanceOf(RetentionDrop.Result.Dropped.class, drop(monthOf(90), LEAST));

    // Then: 600 entries of two months are gone, with all that told of people
    assertEquals(600, dropped.entries());
    assertEquals(600, dropped.size());
    assertEquals("600", single("SELECT min(idx) FROM ledger.entry"));
    assertEquals("600", single("SELECT min(idx) FROM ledger.body"));
    assertEquals("600", single("SELECT min(idx) FROM query.subject_entry"));
    assertEquals("150", single("SELECT count(*) FROM query.prediction_row"));

    // And: until an entry says so the verifier is not content, then it is
    VerifyReport early = ledger.verify();
    assertEquals(List.of(), early.findings());
    assertEquals(8, early.exitCode());
    recordDrop();
    VerifyReport late = ledger.verify(kept.toArray(new Anchor[0]));
    assertEquals(List.of(), late.findings());
    assertEquals(0, late.exitCode(), late.lastLine());
    assertEquals(4, late.anchors().size());
    assertEquals(1_201, late.size());

    // And: the head over entries that are gone is proved to be a prefix of today's
    try (LedgerEntries entries = LedgerEntries.connect(postgres.reader())) {
      var proof =
          assertInstanceOf(LedgerEntries.Result.Made.class, entries.consistency(300, 1_200));
      VerifyReport prefix =
          ProofFile.verify(VerifierRun.POLICY, proof.file().toArray(), List.of(kept.getFirst()));
      assertEquals(0, prefix.exitCode(), prefix.lastLine());
      assertNull(entries.find(599));
      assertInstanceOf(LedgerEntries.Result.Made.class, entries.inclusion(600));
    }

    // And: appending, signing, accounts and the export of tiles go on
    append(30, 0);
    ledger.sign();
    FlowAccounts accounts = new FlowAccounts();
    ledger.project(accounts);
    assertEquals(0, ledger.verify().exitCode());
    assertEquals(1_321, TileExport.write(postgres.reader(), ObjectStore.in(tiles)).size());
    assertEquals(
        0,
        AuditVerify.tiles(VerifierRun.POLICY, TopicNames.PLAIN, ObjectStore.in(tiles)).exitCode());
    IOException fresh =
        assertThrows(
            IOException.class,
            () -> TileExport.write(postgres.reader(), ObjectStore.in(tiles.resolve("new"))));
    assertTrue(String.valueOf(fresh.getMessage()).contains("below 600 were dropped"));
  }

  @Test
  void aDropIsRefusedWhileAnyConditionDoesNotHold() throws IOException {
    assertRefused("is younger than 184 days", monthOf(0), LEAST);
    assertRefused("is younger than 260 days", monthOf(90), Duration.ofDays(260));
    assertRefused("below 184", monthOf(90), Duration.ofDays(183));
    assertRefused("no entry before", monthOf(330), LEAST);
    assertRefused("not the first of a month", monthOf(90).plusDays(1), LEAST);

    // Not anchored anywhere
    postgres.tamper("UPDATE ledger.anchor SET state = 'pending' WHERE size > 300");
    assertRefused("no signed head over entry 599 is anchored", monthOf(90), LEAST);
    anchor();

    // Not projected
    postgres.tamper("UPDATE query.progress SET next_idx = 599");
    assertRefused("entry 599 is not projected", monthOf(90), LEAST);
    postgres.tamper("UPDATE query.progress SET next_idx = 1200");

    // Not exported far enough: an older folder, and none
    Path whole = tiles;
    tiles = whole.resolve("none");
    assertRefused("no file named checkpoint", monthOf(90), LEAST);
    tiles = whole;
  }

  @Test
  void aHeldRecordStopsTheDropOfItsMonth() throws IOException {
    postgres.tamper(
        """
        CREATE SCHEMA IF NOT EXISTS vault;
        CREATE TABLE IF NOT EXISTS vault.hold (subject_ref bytea NOT NULL, subject text,
          reason text, until timestamptz NOT NULL, set_by text, released_at timestamptz);
        GRANT USAGE ON SCHEMA vault TO probity_owner;
        GRANT SELECT ON vault.hold TO probity_owner;
        SET session_replication_role = replica;
        ALTER TABLE ledger.body DISABLE TRIGGER USER;
        """);
    disguise("\\\\x" + "aa".repeat(32));
    postgres.tamper(
        "INSERT INTO vault.hold (subject_ref, subject, reason, until, set_by)"
            + " VALUES ('\\x"
            + "aa".repeat(32)
            + "', 's', 'a claim', now() + interval '1 day', 'dpo-1')");
    assertRefused("1 legal holds are on records of these months", monthOf(90), LEAST);

    postgres.tamper("UPDATE vault.hold SET until = now() - interval '1 second'");
    assertInstanceOf(RetentionDrop.Result.Dropped.class, drop(monthOf(90), LEAST));
  }

  /** Gives one body of the oldest month to a person. */
  private void disguise(String subject) {
    String suffix = monthOf(300).toString().substring(0, 7).replace('-', '_');
    postgres.tamper(
        "ALTER TABLE ledger.body_"
            + suffix
            + " DISABLE TRIGGER USER; UPDATE ledger.body_"
            + suffix
            + " SET subject_ref = '"
            + subject.replace("\\\\", "\\")
            + "' WHERE idx = 7; ALTER TABLE ledger.body_"
            + suffix
            + " ENABLE ALWAYS TRIGGER refuse_row");
  }

  @Test
  void nobodyElseMayDropAndRetentionMayDoNothingElse() throws SQLException {
    String call = "SELECT ledger.drop_before('2020-01-01', 184, 1, '', '', 1, '', 'x')";
    for (PostgresAccess other : List.of(postgres.writer(), postgres.reader())) {
      assertEquals("42501", refusal(other, call));
    }
    for (String sql :
        List.of(
            "SELECT count(*) FROM ledger.entry",
            "DELETE FROM ledger.entry",
            "INSERT INTO ledger.boundary VALUES (1)",
            "SELECT ledger.forget_projection(9)")) {
      assertEquals("42501", refusal(postgres.retention(), sql), sql);
    }
    assertEquals("55000", refusal(postgres.retention(), call));
  }

  private static String refusal(PostgresAccess who, String sql) throws SQLException {
    try (Connection connection = who.open(Duration.ofSeconds(20));
        Statement statement = connection.createStatement()) {
      return String.valueOf(
          assertThrows(SQLException.class, () -> statement.execute(sql)).getSQLState());
    }
  }

  @Test
  void entriesThatAreGoneWithoutADropAreMissedAndAForgedBoundaryIsToo()
      throws IOException, SQLException {
    // Given: somebody with all rights takes a month away by hand
    String suffix = monthOf(300).toString().substring(0, 7).replace('-', '_');
    postgres.tamper("DROP TABLE ledger.entry_" + suffix + ", ledger.body_" + suffix);
    assertEquals(FindingCode.INDEX_GAP, ledger.verify().findings().getFirst().code());

    // When: and writes a boundary over it, with a root of his own, then with the right one
    postgres.tamper(
        "INSERT INTO ledger.boundary (size, before, newest_append_ts, frontier, root)"
            + " VALUES (300, '2020-01-01', 1, decode(repeat('00', 128), 'hex'),"
            + " decode(repeat('00', 32), 'hex'))");

    // Then
    VerifyReport forged = ledger.verify();
    assertEquals(6, forged.exitCode());
    assertTrue(
        forged.findings().stream().anyMatch(finding -> finding.code() == FindingCode.RETENTION));
    assertFalse(forged.sound());
  }
}
