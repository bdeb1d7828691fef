// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.Draft;
import dev.probity.auditsink.Stretch;
import dev.probity.auditsink.entry.Commitments;
import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.entry.RawRecord;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.vault.ErasureState;
import dev.probity.auditsink.verify.Finding;
import dev.probity.auditsink.verify.FindingCode;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.Candidates;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** Who may forget, and when: the sink goes first, a hold or a forgery changes nothing. */
class ErasureGuardIT extends PeopleLedger {
  @Test
  void theSinkAndTheEraserTakeTurns() throws SQLException, InterruptedException {
    // Given: one person's records keep coming in while the person is forgotten again and again
    AtomicBoolean ended = new AtomicBoolean();
    List<Long> gone = new ArrayList<>();
    Thread eraser =
        new Thread(
            () -> {
              try (Erasures erasures = Erasures.open(postgres.eraser())) {
                for (int i = 0; i < 8 && !ended.get(); i++) {
                  while (single("SELECT count(*) FROM vault.subject_key").equals("0")
                      && !ended.get()) {
                    Thread.onSpinWait();
                  }
                  request(erasures, "R-" + i, "A");
                  erasures.step("R-" + i, PATIENCE);
                  gone.add(Objects.requireNonNull(erasures.of("R-" + i)).gone().size());
                }
                ErasureLoop.runDue(erasures, PATIENCE);
              } catch (SQLException e) {
                throw new IllegalStateException("no eraser", e);
              }
            });
    AtomicReference<Throwable> failure = new AtomicReference<>();
    eraser.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
    eraser.start();

    // When
    for (int i = 0; i < 40; i++) {
      decided("A", i % 4);
      fill();
    }
    ended.set(true);
    eraser.join();
    assertNull(failure.get());
    published();

    // Then: every body that is there opens, every one that is not was recorded as erased
    assertTrue(gone.stream().filter(one -> one > 0).count() >= 2, "they never met: " + gone);
    VerifyReport report = ledger.verify();
    assertEquals(List.of(), report.findings());
    assertTrue(report.sound(), report.lastLine());
    String erased = single("SELECT sum(cardinality(idx)) FROM vault.erasure");
    String left = single("SELECT count(*) FROM ledger.body WHERE subject_ref IS NOT NULL");
    assertEquals(160, Long.parseLong(erased) + Long.parseLong(left));
    assertEquals(left.equals("0") ? "0" : "1", single("SELECT count(*) FROM vault.subject_key"));
  }

  @Test
  void anEraserWaitsForABatchThatUsesTheKey() throws SQLException, InterruptedException {
    // Given: a batch of the person is encrypted, and its transaction is still open
    decided("A", 0);
    fill();
    try (Erasures erasures = Erasures.open(postgres.eraser())) {
      request(erasures, "R", "A");
    }
    Draft draft = new Draft(List.of(aStretch("A")));
    try (Connection sink = postgres.writer().open(PATIENCE)) {
      sink.setAutoCommit(false);
      new SubjectKeys(TestVault.files().read(), new SecureRandom()).encrypt(sink, draft);

      // When
      AtomicReference<ErasureState> came = new AtomicReference<>();
      Thread eraser = new Thread(() -> came.set(stepped("R")));
      eraser.start();
      String waiting =
          "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
              + " AND usename = 'probity_eraser' AND wait_event_type = 'Lock'";
      while (single(waiting).equals("0") && eraser.isAlive()) {
        Thread.onSpinWait();
      }

      // Then
      assertNull(came.get(), "the eraser did not wait");
      sink.commit();
      eraser.join();
      assertEquals(ErasureState.SHREDDED, came.get());
    }
  }

  private Stretch aStretch(String id) {
    Source source = new Source(Topics.CANDIDATES.name(), 0);
    RawRecord raw =
        new RawRecord(
            source,
            7,
            0,
            TimestampType.CREATE_TIME,
            id.getBytes(UTF_8),
            new RecordHeaders(),
            new byte[9]);
    Hash subject = vault.reference(id);
    Prepared record = Prepared.of(raw, subject, new byte[32], 0, new Commitments());
    return new Stretch(source, new Cursor(7, 7), 8, List.of(record));
  }

  private ErasureState stepped(String request) {
    try (Erasures erasures = Erasures.open(postgres.eraser())) {
      return erasures.step(request, PATIENCE);
    } catch (SQLException e) {
      throw new IllegalStateException("no eraser", e);
    }
  }

  @Test
  void whoMayWhatWithTheKeys() throws SQLException {
    decided("A", 0);
    fill();
    try (Connection eraser = postgres.eraser().open(PATIENCE);
        Connection maintainer = postgres.eraser().openAs(LedgerSchema.MAINTAINER, PATIENCE);
        Connection writer = postgres.writer().open(PATIENCE);
        Connection owner = postgres.owner().open(PATIENCE)) {
      for (String table :
          List.of(
              "vault.subject_key", "vault.hold", "ledger.body", "ledger.entry", "query.decision")) {
        assertEquals("42501", refusal(eraser, "SELECT * FROM " + table));
        assertEquals("42501", refusal(eraser, "DELETE FROM " + table));
        assertEquals("42501", refusal(maintainer, "SELECT * FROM " + table));
      }
      assertEquals("42501", refusal(eraser, "SELECT vault.note('erasure.done', 'x', '{}')"));
      assertEquals("42501", refusal(eraser, "SET ROLE probity_shredder"));
      String asked = "SELECT vault.request_erasure('%s', 'A', '', '%s', 'x')";
      assertEquals("22023", refusal(eraser, asked.formatted("", "why")));
      assertEquals("22023", refusal(eraser, asked.formatted("R", "w".repeat(1_001))));
      assertEquals("42501", refusal(writer, "DELETE FROM vault.subject_key"));
      assertEquals("42501", refusal(writer, "UPDATE vault.subject_key SET wrapped = ''"));
      assertEquals("42501", refusal(writer, "SELECT vault.shred('R')"));
      assertEquals("42501", refusal(writer, "SELECT * FROM vault.hold"));
      assertEquals("42501", refusal(owner, "DELETE FROM ledger.body"));
      assertEquals("42501", refusal(owner, "UPDATE ledger.body SET stored = ''"));
    }
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
  void anExportHoldsAllOfOnePersonAndNothingOfOthers() throws SQLException, IOException {
    // Given
    Prediction prediction = decided("person-a", 0);
    oversight("person-a", prediction.id());
    decided("person-b", 0);
    fill();

    // When
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int records =
        SubjectExport.write(postgres.reader(), TestVault.files(), "person-a", Candidates.TIME, out);

    // Then
    String text = out.toString(UTF_8);
    assertEquals(5, records);
    assertEquals(5, text.split("\"idx\"", -1).length - 1);
    assertTrue(text.contains("vacancy of person-a") && text.contains("a word about person-a"));
    assertFalse(text.contains("person-b"), text);
    assertEquals(ErasureState.DONE, erase("R", "person-a"));
    assertEquals(
        0,
        SubjectExport.write(
            postgres.reader(), TestVault.files(), "person-a", Candidates.TIME, out));
  }

  @Test
  void onlyARecordedErasureExplainsAMissingBody() throws SQLException, IOException {
    // Given: a candidate record that pretends to be an erasure of entry 0
    decided("A", 0);
    AuditEntry pretended =
        new AuditEntry(
            EventType.ERASURE_DONE,
            "audit-sink",
            "a",
            "mallory",
            Candidates.TIME,
            null,
            null,
            null,
            null,
            Map.of(),
            Map.of("idx-00", "0-3"),
            null);
    byte[] value = Topics.AUDIT.codec().encode(pretended);
    stream.raw(Topics.CANDIDATES, "A".getBytes(UTF_8), EventHeaders.audit(pretended), value);
    fill();
    assertTrue(ledger.verify().sound());

    // When
    postgres.tamper(
        "ALTER TABLE ledger.body_2026_01 DISABLE TRIGGER ALL;"
            + " DELETE FROM ledger.body WHERE idx = 3;"
            + " ALTER TABLE ledger.body_2026_01 ENABLE ALWAYS TRIGGER refuse_row");

    // Then
    List<Finding> findings = ledger.verify().findings();
    assertEquals(1, findings.size(), findings.toString());
    assertEquals(FindingCode.BODY_MISSING, findings.getFirst().code());
    assertEquals(3, findings.getFirst().firstIdx());

    // And: a key that is not the installation's opens nothing, and says so
    Path folder = Files.createTempDirectory("probity-vault");
    VaultFiles others =
        new VaultFiles(TestVault.secret(folder.resolve("kek"), 9), TestVault.files().pseudonyms());
    VerifyReport report =
        new AuditVerify(postgres.reader(), VerifierRun.POLICY, TopicNames.PLAIN, others)
            .run(List.of());
    assertTrue(
        report.findings().stream().anyMatch(f -> f.code() == FindingCode.COMMIT_MISMATCH),
        report.findings().toString());
  }
}
