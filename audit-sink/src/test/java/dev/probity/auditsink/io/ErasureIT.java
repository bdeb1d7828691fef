// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.Draft;
import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.Stretch;
import dev.probity.auditsink.entry.Commitments;
import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.entry.RawRecord;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.proof.BundleVerifier;
import dev.probity.auditsink.query.Hop;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.vault.ErasureState;
import dev.probity.auditsink.vault.VaultKeys;
import dev.probity.auditsink.verify.Finding;
import dev.probity.auditsink.verify.FindingCode;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.Candidates;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.SourcePosition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Forgetting people: nothing of them is left anywhere, and every proof still holds. */
class ErasureIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final TestPostgres TEMPLATE = TestPostgres.alone();
  private static final String DPO = "dpo-1";
  private static final String CANARY = "kanarienvogel";

  private final TestPostgres postgres = TEMPLATE.beside();
  private final VaultKeys vault = TestVault.files().read();
  private final FilledLedger ledger = new FilledLedger(postgres, TestVault.files());
  private final dev.probity.auditsink.io.Stream stream = new dev.probity.auditsink.io.Stream();
  private int taken;

  @AfterAll
  static void stop() {
    TEMPLATE.stop();
  }

  private static Candidate candidate(String id) {
    Candidate like = Candidates.withId(id);
    return new Candidate(
        id,
        Purpose.DECISION,
        like.profile(),
        like.attributes(),
        like.protectedAttributes(),
        new Provenance("household of " + id, "vacancy of " + id, null));
  }

  private Prediction decided(String id, int partition) {
    SourcePosition at = stream.candidate(candidate(id), partition);
    Prediction prediction = stream.prediction(id, at);
    stream.explanation(prediction);
    stream.outcome(id, partition);
    return prediction;
  }

  private void oversight(String id, String predictionId) {
    OversightDecision decision =
        new OversightDecision(
            OversightAction.OVERRIDDEN,
            "recruiter-1",
            "a word about " + id,
            Candidates.TIME,
            id,
            predictionId,
            "0-45000",
            4.5,
            null,
            null,
            null);
    stream.other(
        Topics.OVERSIGHT,
        id,
        EventHeaders.oversight(decision, "o-" + id, "/hr", Candidates.TIME, Trace.NONE),
        decision);
  }

  /** What was streamed since is appended, signed and projected. */
  private void fill() {
    List<Prepared> fresh = stream.prepared(TestVault.subjects(), taken);
    taken = stream.records().size();
    ledger.append(fresh, 500);
    ledger.sign();
    ledger.project();
  }

  private void request(Erasures erasures, String request, String subject) {
    erasures.request(request, subject, vault.reference(subject), "Art. 17 request", DPO);
  }

  private ErasureState erase(String request, String subject) throws SQLException {
    try (Erasures erasures = Erasures.open(postgres.eraser())) {
      request(erasures, request, subject);
      return erasures.run(request, PATIENCE);
    }
  }

  /** The way of the outbox through the broker and back into the ledger, without the broker. */
  private List<AuditEntry> published() {
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
    try (Connection connection = postgres.writer().open(PATIENCE)) {
      connection.setAutoCommit(false);
      while (outbox.publishPending(connection) > 0) {
        // Until nothing is pending.
      }
    } catch (SQLException | ExecutionException | TimeoutException | InterruptedException e) {
      throw new IllegalStateException("the outbox was not published", e);
    }
    for (AuditEntry entry : published) {
      stream.other(Topics.AUDIT, entry.key(), EventHeaders.audit(entry), entry);
    }
    fill();
    return published;
  }

  private String single(String sql) throws SQLException {
    try (Connection superuser = postgres.superuser();
        Statement statement = superuser.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  private List<Hop> trace(String id) throws IOException {
    try (LedgerReads reads =
        LedgerReads.connect(postgres.reader(), TopicNames.PLAIN, TestVault.files())) {
      return reads.trace(id, 100);
    }
  }

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

  @Test
  void theSinkAndTheEraserTakeTurns() throws SQLException, InterruptedException {
    // Given: one person's records keep coming in while the person is forgotten again and again
    AtomicBoolean ended = new AtomicBoolean();
    List<Long> gone = new ArrayList<>();
    Thread eraser =
        new Thread(
            () -> {
              try (Erasures erasures = Erasures.open(postgres.eraser())) {
                for (int i = 0; !ended.get() || i < 3; i++) {
                  request(erasures, "R-" + i, "A");
                  erasures.step("R-" + i, PATIENCE);
                  gone.add(Objects.requireNonNull(erasures.of("R-" + i)).gone().size());
                }
                ErasureLoop.runDue(erasures, PATIENCE);
              } catch (SQLException e) {
                throw new IllegalStateException("no eraser", e);
              }
            });
    eraser.start();

    // When
    for (int i = 0; i < 40; i++) {
      decided("A", i % 4);
      fill();
    }
    ended.set(true);
    eraser.join();
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
        files += count(Files.readAllBytes(file));
      }
    }
    return new Found(dump, files);
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
