// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.AppendResult;
import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.Examples;
import dev.probity.auditsink.FaultClass;
import dev.probity.auditsink.LedgerException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may do what: the writer appends, nobody changes, and an unsafe server gets no ledger. */
class LedgerGuardIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<String> TABLES =
      List.of("entry", "body", "batch", "tile", "checkpoint", "entry_2026_01", "body_2026_01");

  private final TestPostgres postgres = TestPostgres.migrated();
  private final FilledLedger ledger = new FilledLedger(postgres);

  @BeforeEach
  void fill() {
    Stream stream = new Stream();
    for (int i = 0; i < 80; i++) {
      stream.decided("C-" + i, i % 4);
    }
    ledger.append(stream.prepared(), 100);
    ledger.sign();
  }

  private static String refusal(Connection connection, String sql) {
    SQLException refused =
        assertThrows(
            SQLException.class,
            () -> {
              try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
              }
            },
            sql);
    return String.valueOf(refused.getSQLState());
  }

  @Test
  void theWriterCanNeitherChangeNorDeleteNorTruncate() throws SQLException {
    try (Connection writer = postgres.writer().open(PATIENCE)) {
      for (String table : TABLES) {
        assertEquals("42501", refusal(writer, "DELETE FROM ledger." + table));
        assertEquals("42501", refusal(writer, "TRUNCATE ledger." + table));
        assertEquals("42501", refusal(writer, "DROP TABLE ledger." + table));
        assertEquals("42501", refusal(writer, "ALTER TABLE ledger." + table + " ADD x int"));
      }
      assertEquals("42501", refusal(writer, "UPDATE ledger.entry SET event_type = 5"));
      assertEquals("42501", refusal(writer, "UPDATE ledger.body SET stored = ''"));
      assertEquals("42501", refusal(writer, "UPDATE ledger.batch SET count = 0"));
      assertEquals("42501", refusal(writer, "UPDATE ledger.tree SET id = 2"));
      assertEquals("42501", refusal(writer, "UPDATE ledger.sink_offset SET topic_id = ''"));
      assertEquals("42501", refusal(writer, "INSERT INTO query.progress VALUES (2, 0)"));
      assertEquals("42501", refusal(writer, "CREATE TABLE public.x (y int)"));
      assertEquals("42501", refusal(writer, "SELECT * FROM query.decision"));
    }
  }

  @Test
  void theCellsTheWriterMayChangeOnlyGoForward() throws SQLException {
    try (Connection writer = postgres.writer().open(PATIENCE)) {
      assertEquals("42501", refusal(writer, "UPDATE ledger.tree SET size = size - 1"));
      assertEquals("42501", refusal(writer, "UPDATE ledger.sink_offset SET next = next - 1"));
    }
  }

  @Test
  void evenTheSuperuserIsRefusedUntilTheTriggersAreTakenAway() throws SQLException {
    try (Connection superuser = postgres.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("SET session_replication_role = replica");
      for (String table : TABLES) {
        assertEquals("42501", refusal(superuser, "DELETE FROM ledger." + table));
        assertEquals("42501", refusal(superuser, "TRUNCATE ledger." + table + " CASCADE"));
      }
      assertEquals("42501", refusal(superuser, "UPDATE ledger.entry SET event_type = 5"));
      assertEquals("42501", refusal(superuser, "UPDATE ledger.body_2026_01 SET stored = ''"));
    }
    assertEquals(0, ledger.verify().exitCode());
  }

  @Test
  void theReaderReadsButNoBodyUnlessItTakesThatRoleAndNeverWrites() throws SQLException {
    try (Connection reader = postgres.reader().open(PATIENCE)) {
      assertEquals("42501", refusal(reader, "SELECT * FROM ledger.body"));
      assertEquals("25006", refusal(reader, "INSERT INTO ledger.checkpoint VALUES (1, '')"));
      try (Statement statement = reader.createStatement()) {
        statement.execute("SELECT * FROM ledger.entry LIMIT 1");
        statement.execute("SET ROLE probity_body_reader");
        statement.execute("SELECT * FROM ledger.body LIMIT 1");
      }
    }
  }

  @Test
  void theProjectorCannotTouchTheLedger() throws SQLException {
    try (Connection projector = postgres.writer().openAs(LedgerSchema.PROJECTOR, PATIENCE)) {
      assertEquals("42501", refusal(projector, "UPDATE ledger.tree SET size = size + 1"));
      assertEquals("42501", refusal(projector, "DELETE FROM ledger.entry"));
    }
  }

  @Test
  void aWriterThatIsSuperuserOrOwnerIsRefused() throws SQLException {
    try (Connection superuser = postgres.superuser();
        Connection owner = postgres.owner().open(PATIENCE)) {
      LedgerException asSuperuser =
          assertThrows(LedgerException.class, () -> ServerCheck.check(superuser));
      LedgerException asOwner = assertThrows(LedgerException.class, () -> ServerCheck.check(owner));
      assertTrue(String.valueOf(asSuperuser.getMessage()).contains("superuser or owns"));
      assertTrue(String.valueOf(asOwner.getMessage()).contains("superuser or owns"));
      assertEquals(FaultClass.FATAL, asOwner.faultClass());
    }
    try (Connection writer = postgres.writer().open(PATIENCE)) {
      assertEquals(List.of(), ServerCheck.check(writer));
    }
  }

  @Test
  void aServerThatDoesNotWaitForTheDiskIsRefused() throws SQLException {
    try (Connection writer = postgres.writer().open(PATIENCE);
        Statement statement = writer.createStatement()) {
      statement.execute("SET synchronous_commit = off");

      LedgerException refused =
          assertThrows(LedgerException.class, () -> ServerCheck.check(writer));

      assertTrue(
          String.valueOf(refused.getMessage()).contains("synchronous_commit is off"),
          refused.getMessage());
    }
  }

  @Test
  void monthsExistAheadOfTime() throws SQLException {
    try (Connection superuser = postgres.superuser();
        Statement statement = superuser.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT string_agg(c.relname, ' ' ORDER BY c.relname) FROM pg_inherits i"
                    + " JOIN pg_class c ON c.oid = i.inhrelid"
                    + " WHERE i.inhparent = 'ledger.entry'::regclass")) {
      row.next();
      assertEquals("entry_2026_01 entry_2026_02 entry_2026_03 entry_2026_04", row.getString(1));
    }
  }

  @Test
  void aMonthThatIsMissingIsFatalAndNothingIsHalfWritten() throws SQLException {
    try (PostgresLedger writer = new PostgresLedger(postgres.writer().open(PATIENCE), null)) {
      Cursor from = writer.begin(Examples.SIGNALS, "id", 0).cursor();
      long nextYear = Examples.NOW + Duration.ofDays(400).toMillis();

      LedgerException refused =
          assertThrows(
              LedgerException.class,
              () -> writer.append(Examples.draft(Examples.SIGNALS, from, 3), nextYear));

      assertEquals("23514", refused.sqlState());
      assertEquals(FaultClass.FATAL, refused.faultClass());
    }
    assertEquals(0, ledger.verify().exitCode());
  }

  @Test
  void aConnectionThatIsCutIsRetriedFromWhereTheLedgerStands() throws SQLException {
    // Given
    PostgresLedger cut = postgres.openLedger();
    Cursor from = cut.begin(Examples.SIGNALS, "id", 0).cursor();
    postgres.tamper(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE usename = 'probity_writer' AND datname = current_database()");

    // When
    LedgerException failure =
        assertThrows(
            LedgerException.class,
            () -> cut.append(Examples.draft(Examples.SIGNALS, from, 3), Examples.NOW));

    // Then
    assertEquals(FaultClass.RETRY, failure.faultClass(), failure.getMessage());
    try (PostgresLedger fresh = postgres.openLedger()) {
      assertInstanceOf(
          AppendResult.Appended.class,
          fresh.append(Examples.draft(Examples.SIGNALS, from, 3), Examples.NOW));
    }
    assertEquals(0, ledger.verify().exitCode());
  }
}
