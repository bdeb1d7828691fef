// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.query.Hop;
import dev.probity.auditsink.vault.ErasureState;
import dev.probity.auditsink.vault.VaultKeys;
import dev.probity.topics.Candidates;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.SourcePosition;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A ledger of people to be forgotten, on a server of its own with a short write-ahead log. */
class PeopleLedger {
  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final TestPostgres TEMPLATE = TestPostgres.alone();
  static final String DPO = "dpo-1";

  final TestPostgres postgres = TEMPLATE.beside();
  final VaultKeys vault = TestVault.files().read();
  final FilledLedger ledger = new FilledLedger(postgres, TestVault.files());
  final dev.probity.auditsink.io.Stream stream = new dev.probity.auditsink.io.Stream();
  int taken;

  static Candidate candidate(String id) {
    Candidate like = Candidates.withId(id);
    return new Candidate(
        id,
        Purpose.DECISION,
        like.profile(),
        like.attributes(),
        like.protectedAttributes(),
        new Provenance("household of " + id, "vacancy of " + id, null));
  }

  Prediction decided(String id, int partition) {
    SourcePosition at = stream.candidate(candidate(id), partition);
    Prediction prediction = stream.prediction(id, at);
    stream.explanation(prediction);
    stream.outcome(id, partition);
    return prediction;
  }

  void oversight(String id, String predictionId) {
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
            null,
            null);
    stream.other(
        Topics.OVERSIGHT,
        id,
        EventHeaders.oversight(decision, "o-" + id, "/hr", Candidates.TIME, Trace.NONE),
        decision);
  }

  /** What was streamed since is appended, signed and projected. */
  void fill() {
    List<Prepared> fresh = stream.prepared(TestVault.subjects(), taken);
    taken = stream.records().size();
    ledger.append(fresh, 500);
    ledger.sign();
    ledger.project();
  }

  void request(Erasures erasures, String request, String subject) {
    erasures.request(request, subject, vault.reference(subject), "Art. 17 request", DPO);
  }

  ErasureState erase(String request, String subject) throws SQLException {
    try (Erasures erasures = Erasures.open(postgres.eraser())) {
      request(erasures, request, subject);
      return erasures.run(request, PATIENCE);
    }
  }

  /** The way of the outbox through the broker and back into the ledger, without the broker. */
  List<AuditEntry> published() {
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

  String single(String sql) throws SQLException {
    try (Connection superuser = postgres.superuser();
        Statement statement = superuser.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  List<Hop> trace(String id) throws IOException {
    try (LedgerReads reads =
        LedgerReads.connect(postgres.reader(), TopicNames.PLAIN, TestVault.files())) {
      return reads.trace(id, 100);
    }
  }
}
