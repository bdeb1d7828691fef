// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.proof.BundleVerifier;
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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Forgetting people: nothing of them is left anywhere, and every proof still holds. */
class ErasureIT extends PeopleLedger {
  private static final String CANARY = "kanarienvogel";

  @Test
  void aThousandPeopleAHundredForgottenAndNothingOfThemIsLeft() throws SQLException, IOException {
    // Given: every tenth is a canary, known to every table, view and log there is
    Map<String, Prediction> canaries = new TreeMap<>();
    List<Prediction> others = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      String id = i % 10 == 0 ? CANARY + "-" + i : "P-" + i;
      Prediction prediction = decided(id, i % 4);
      if (i % 10 == 0) {
        canaries.put(id, prediction);
        oversight(id, prediction.id());
        AuditEntry read =
            AuditEntry.ofRead("ingest", "a", "recruiter-1", Candidates.TIME, id, Map.of());
        stream.other(Topics.AUDIT, read.key(), EventHeaders.audit(read), read);
      } else {
        others.add(prediction);
      }
    }
    stream.raw(
        Topics.REJECTS, null, new RecordHeaders(), ("no json: " + CANARY + "-x").getBytes(UTF_8));
    long unknown = stream.records().size() - 1L;
    fill();
    askAsAuditor(canaries.keySet().iterator().next());
    postgres.tamper("ANALYZE");
    published();
    Found before = search();
    byte[] proof = proof(others.getFirst());

    // When
    int request = 0;
    try (Erasures erasures = Erasures.open(postgres.eraser())) {
      for (String id : canaries.keySet()) {
        request(erasures, "R-" + request, id);
        assertEquals(ErasureState.SHREDDED, erasures.step("R-" + request, PATIENCE), id);
        request++;
      }
      Hash dead = vault.referenceOfRecord(new Source("probity.rejects.v1", 0), 0);
      erasures.request("R-dead", "entry " + unknown, dead, "Art. 17 request", DPO);
      assertEquals(ErasureState.SHREDDED, erasures.step("R-dead", PATIENCE));
      assertEquals(101, ErasureLoop.runDue(erasures, PATIENCE));
      assertEquals(0, ErasureLoop.runDue(erasures, PATIENCE));
    }
    List<AuditEntry> published = published();

    // Then: it was there, and is nowhere
    assertTrue(before.dump() > 500, "the dump held " + before.dump());
    assertTrue(before.files() > 0, "the files held " + before.files());
    Found after = search();
    assertEquals(new Found(0, 0), after);
    assertEquals(101, published.stream().filter(e -> e.event() == EventType.ERASURE_DONE).count());

    // And: everything verifies, with keys and without, and old and new proofs hold
    VerifyReport report = ledger.verify();
    assertEquals(List.of(), report.findings());
    assertTrue(report.sound(), report.lastLine());
    assertTrue(
        new AuditVerify(postgres.reader(), VerifierRun.POLICY, TopicNames.PLAIN)
            .run(List.of())
            .sound());
    assertTrue(BundleVerifier.verify(VerifierRun.POLICY, proof).sound());
    Prediction forgotten = canaries.values().iterator().next();
    byte[] left = proof(forgotten);
    assertTrue(BundleVerifier.verify(VerifierRun.POLICY, left).sound());
    assertFalse(new String(left, UTF_8).contains(CANARY), "the bundle names the forgotten");
    assertTrue(trace(forgotten.candidateId()).isEmpty());
    assertEquals(4, trace(others.getFirst().candidateId()).size());
    try (LedgerReads reads = LedgerReads.connect(postgres.reader(), TopicNames.PLAIN)) {
      assertEquals(0, reads.counts().lost(), "conservation holds");
    }

    // And: who comes again gets a new key, and is a person like any other
    decided(forgotten.candidateId(), 0);
    fill();
    assertEquals(4, trace(forgotten.candidateId()).size());
    assertTrue(trace(forgotten.candidateId()).stream().allMatch(hop -> hop.value() != null));
    assertTrue(ledger.verify().sound());
  }

  @Test
  void aKillBetweenOrInsideStepsIsGoneOnWith() throws SQLException, InterruptedException {
    // Given
    decided("A", 0);
    decided("B", 1);
    fill();
    try (Erasures erasures = Erasures.open(postgres.eraser())) {
      request(erasures, "R", "A");
    }

    // When: the server ends the session in the middle of shredding, before the commit
    try (Connection dying = postgres.eraser().open(PATIENCE);
        Statement statement = dying.createStatement()) {
      dying.setAutoCommit(false);
      statement.execute("SELECT vault.shred('R'), pg_backend_pid()");
      postgres.tamper(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE usename = 'probity_eraser' AND datname = current_database()");
      assertThrows(SQLException.class, dying::commit);
    }

    // Then: nothing has happened, and each later step is done by somebody else
    assertEquals("requested", single("SELECT state FROM vault.erasure"));
    assertTrue(ledger.verify().sound());
    ErasureState[] steps = {ErasureState.SHREDDED, ErasureState.REWRITTEN, ErasureState.DONE};
    for (ErasureState expected : steps) {
      assertEquals("0", single("SELECT count(*) FROM ledger.outbox WHERE event = 'erasure.done'"));
      try (Erasures erasures = Erasures.open(postgres.eraser())) {
        request(erasures, "R", "A");
        assertEquals(expected, erasures.step("R", PATIENCE));
      }
      VerifyReport report = ledger.verify();
      assertEquals(4, report.findings().size(), "gone, and the ledger does not know it yet");
      assertTrue(report.findings().stream().allMatch(ErasureIT::isMissingBody));
    }
    AuditEntry done = published().getLast();
    assertEquals(EventType.ERASURE_DONE, done.event());
    assertEquals(DPO, done.actor());
    assertEquals(Map.of("request", "R", "entries", "4", "idx-00", "0-3"), facts(done));
    assertTrue(ledger.verify().sound());

    // And: the request does not work for somebody else, and never again
    assertEquals(ErasureState.DONE, erase("R", "A"));
    assertThrows(LedgerException.class, () -> erase("R", "B"));
    assertEquals(List.of(), published());
  }

  private static boolean isMissingBody(Finding finding) {
    return finding.code() == FindingCode.BODY_MISSING && finding.firstIdx() < 4;
  }

  private static Map<String, String> facts(AuditEntry entry) {
    Map<String, String> facts = new TreeMap<>(entry.details());
    facts.remove("outbox");
    return facts;
  }

  @Test
  void aHoldPutsAnErasureOffUntilItEnds() throws SQLException, IOException {
    // Given
    decided("A", 0);
    decided("B", 0);
    fill();
    Instant until = Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.SECONDS);
    try (Erasures erasures = Erasures.open(postgres.eraser())) {
      long released = erasures.hold("A", vault.reference("A"), "Art. 26(6)", until, DPO);
      erasures.hold("B", vault.reference("B"), "Art. 26(6)", until, DPO);
      assertEquals(2, erasures.holds().size());
      assertThrows(
          LedgerException.class,
          () -> erasures.hold("C", vault.reference("C"), "late", Instant.now(), DPO));

      // When
      request(erasures, "R-A", "A");
      request(erasures, "R-B", "B");
      assertEquals(ErasureState.DEFERRED, erasures.run("R-A", PATIENCE));
      assertEquals(ErasureState.DEFERRED, erasures.run("R-A", PATIENCE), "again, and told once");
      assertEquals(ErasureState.DEFERRED, erasures.run("R-B", PATIENCE));

      // Then: everything is there, and nothing is due
      assertEquals(until, Objects.requireNonNull(erasures.of("R-A")).due());
      assertEquals(0, ErasureLoop.runDue(erasures, PATIENCE));
      assertEquals(4, trace("A").size());

      // When one hold is released and the other runs out
      assertTrue(erasures.release(released, "the case is closed", DPO));
      assertFalse(erasures.release(released, "the case is closed", DPO));
      postgres.tamper("UPDATE vault.hold SET until = now() - interval '1 s' WHERE subject = 'B'");

      // Then
      assertEquals(2, ErasureLoop.runDue(erasures, PATIENCE));
      assertEquals(ErasureState.DONE, Objects.requireNonNull(erasures.of("R-B")).state());
      assertEquals(List.of(), erasures.holds());
    }
    assertTrue(trace("A").isEmpty() && trace("B").isEmpty());
    Map<String, Integer> events = new TreeMap<>();
    published().forEach(entry -> events.merge(entry.event().code(), 1, Integer::sum));
    assertEquals(
        Map.of(
            "erasure.deferred", 2,
            "erasure.done", 2,
            "erasure.requested", 2,
            "hold.released", 1,
            "hold.set", 2),
        events);
    assertTrue(ledger.verify().sound());
  }

  private void askAsAuditor(String candidate) throws SQLException {
    postgres.tamper(
        "DO $$ BEGIN CREATE ROLE berta LOGIN PASSWORD 'x' IN ROLE probity_auditor;"
            + " EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    try (Connection person = DriverManager.getConnection(postgres.url(), "berta", "x");
        Statement statement = person.createStatement()) {
      for (String question :
          List.of(
              "SELECT requisition FROM query.requests_of('%s')",
              "SELECT value FROM query.features_of('%s') WHERE feature = 'WKHP'",
              "SELECT band FROM query.decisions_of('%s')",
              "SELECT reason FROM query.oversight_of('%s')")) {
        try (ResultSet row = statement.executeQuery(question.formatted(candidate))) {
          assertTrue(row.next(), question);
          assertFalse(row.next(), question);
        }
      }
    }
  }

  private byte[] proof(Prediction of) throws IOException {
    try (LedgerProofs proofs =
        LedgerProofs.connect(postgres.reader(), TopicNames.PLAIN, TestVault.files())) {
      return assertInstanceOf(
              LedgerProofs.Result.Made.class, proofs.bundle(of.id(), "quorum none\n"))
          .bundle()
          .toArray();
    }
  }

  /** How often the canary's word stands in the dump of all tables, and in files of the server. */
  private record Found(int dump, int files) {}

  private Found search() throws SQLException, IOException {
    int dump = 0;
    try (Connection superuser = postgres.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("CHECKPOINT");
      List<String> tables = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relisshared = false")) {
        while (row.next()) {
          tables.add(row.getString(1));
        }
      }
      for (String table : tables) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        superuser
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY (SELECT * FROM " + table + ") TO STDOUT", out);
        dump += count(out.toByteArray());
      }
    }
    int files = 0;
    try (Stream<Path> all = Files.walk(Path.of(single("SHOW data_directory")))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files += countIn(file);
      }
    }
    return new Found(dump, files);
  }

  /** The server deletes files while they are looked at. */
  private static int countIn(Path file) throws IOException {
    try {
      return count(Files.readAllBytes(file));
    } catch (NoSuchFileException gone) {
      return 0;
    }
  }

  private static int count(byte[] bytes) {
    byte[] word = CANARY.getBytes(UTF_8);
    int found = 0;
    for (int at = 0; at <= bytes.length - word.length; at++) {
      if (bytes[at] == word[0]
          && java.util.Arrays.equals(bytes, at, at + word.length, word, 0, word.length)) {
        found++;
      }
    }
    return found;
  }
}
