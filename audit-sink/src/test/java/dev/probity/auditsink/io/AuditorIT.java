// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Candidates;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Prediction;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person with SQL and the role auditor: may ask, may take nothing, and leaves a trace. */
class AuditorIT {
  private static final String PERSON = "anna";

  private final TestPostgres postgres = TestPostgres.migrated();
  private final FilledLedger ledger = new FilledLedger(postgres);
  private final List<Prediction> predictions = new ArrayList<>();

  @BeforeEach
  void fill() {
    Stream stream = new Stream();
    for (int i = 0; i < 3; i++) {
      predictions.add(stream.decided("C-" + i, i));
    }
    OversightDecision overridden =
        new OversightDecision(
            OversightAction.OVERRIDDEN,
            "recruiter-7",
            "a certificate was missing",
            Candidates.TIME,
            "C-1",
            predictions.get(1).id(),
            "0-45000",
            42.5,
            null,
            null,
            null,
            null);
    stream.other(
        Topics.OVERSIGHT,
        "C-1",
        EventHeaders.oversight(
            overridden, "o-1", "/hr", Candidates.TIME, dev.probity.topics.Trace.NONE),
        overridden);
    AuditEntry switched =
        new AuditEntry(
            EventType.AUDIT_READ,
            "audit-sink",
            "a",
            "bob",
            Candidates.TIME,
            null,
            null,
            null,
            null,
            Map.of(),
            Map.of("function", "decisions_of"),
            null);
    stream.other(Topics.AUDIT, switched.key(), EventHeaders.audit(switched), switched);
    ledger.append(stream.prepared(), 100);
    ledger.sign();
    ledger.project();
    postgres.tamper(
        "DO $$ BEGIN CREATE ROLE anna LOGIN PASSWORD 'x' IN ROLE probity_auditor;"
            + " EXCEPTION WHEN duplicate_object THEN NULL; END $$");
  }

  private List<String> ask(String sql) {
    List<String> rows = new ArrayList<>();
    try (Connection person = DriverManager.getConnection(postgres.url(), PERSON, "x");
        Statement statement = person.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getSQLState() + " " + sql, e);
    }
  }

  @Test
  void fiveQuestionsOfAnAuditorAreAnswered() {
    String decision = predictions.get(1).id();

    assertEquals(
        List.of("decision acs-salary"),
        ask("SELECT purpose || ' ' || profile FROM query.requests_of('C-1')"));
    assertEquals(
        List.of("WKHP 40"),
        ask(
            "SELECT feature || ' ' || value FROM query.features_of('C-1')"
                + " WHERE feature = 'WKHP'"));
    assertEquals(
        List.of(decision + " " + predictions.get(1).band()),
        ask("SELECT decision_id || ' ' || band FROM query.decisions_of('C-1')"));
    assertEquals(
        List.of("WKHP -1.5", "AGEP 0.5"),
        ask(
            "SELECT feature || ' ' || contribution FROM query.contributions_of('"
                + decision
                + "')"));
    assertEquals(
        List.of("overridden by recruiter-7 to 0-45000: a certificate was missing"),
        ask(
            "SELECT action || ' by ' || actor || ' to ' || band || ': ' || reason"
                + " FROM query.oversight_of('C-1')"));
    assertEquals(
        List.of("bob decisions_of"),
        ask(
            "SELECT actor || ' ' || (details ->> 'function')"
                + " FROM query.accesses('2025-01-01', '2027-01-01')"));
    assertEquals(
        List.of("3"), ask("SELECT count(*) FROM query.decisions('2025-01-01', '2027-01-01')"));
    assertEquals(List.of(), ask("SELECT model FROM query.releases()"));
    assertEquals(List.of(), ask("SELECT series FROM query.alerts('2025-01-01', '2027-01-01')"));
    assertEquals(List.of(), ask("SELECT reason FROM query.errors('2025-01-01', '2027-01-01')"));
  }

  @Test
  void nothingIsReadPastTheFunctions() {
    for (String sql :
        List.of(
            "SELECT count(*) FROM ledger.entry",
            "SELECT count(*) FROM ledger.body",
            "SELECT count(*) FROM ledger.outbox",
            "SELECT count(*) FROM query.decision",
            "SELECT count(*) FROM query.feature",
            "SELECT ledger.note_access('x', '{}')",
            "SELECT ledger.ensure_months('2026-01-01', 1)")) {
      IllegalStateException refused =
          assertThrows(IllegalStateException.class, () -> ask(sql), sql);
      assertTrue(refused.getMessage().startsWith("42501"), refused.getMessage());
    }
  }

  @Test
  void eachReadingIsPublishedOnceUnderTheNameOfThePerson()
      throws SQLException, InterruptedException, ExecutionException, TimeoutException {
    // Given
    ask("SELECT decision_id FROM query.decisions_of('C-2')");
    ask("SELECT idx FROM query.releases()");
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

    // When
    try (Connection connection = postgres.writer().open(Duration.ofSeconds(20))) {
      connection.setAutoCommit(false);
      assertEquals(2, outbox.publishPending(connection));
      assertEquals(0, outbox.publishPending(connection));
    }

    // Then
    AuditEntry first = published.getFirst();
    assertEquals(EventType.AUDIT_READ, first.event());
    assertEquals(PERSON, first.actor());
    assertEquals("decisions_of", first.details().get("function"));
    assertEquals("C-2", first.subject(), "so that the record is encrypted and erased with C-2");
    assertEquals("releases", published.get(1).details().get("function"));
  }

  @Test
  void whatTheBrokerDidNotTakeStaysPending() throws SQLException {
    ask("SELECT idx FROM query.releases()");
    OutboxLoop outbox =
        new OutboxLoop(
            postgres.writer(),
            "one",
            new LedgerGrowth(),
            entry -> CompletableFuture.failedFuture(new IllegalStateException("away")));
    try (Connection connection = postgres.writer().open(Duration.ofSeconds(20))) {
      connection.setAutoCommit(false);
      assertThrows(ExecutionException.class, () -> outbox.publishPending(connection));
      assertThrows(ExecutionException.class, () -> outbox.publishPending(connection));
    }
  }
}
