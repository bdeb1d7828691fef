// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.query.Hop;
import dev.probity.auditsink.query.LedgerCounts;
import dev.probity.topics.Alerts;
import dev.probity.topics.Candidates;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.ModelReleases;
import dev.probity.topics.Rejects;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** What auditors query, from real records to views, counts and traces. */
class ProjectionIT {
  private final TestPostgres postgres = TestPostgres.migrated();
  private final FilledLedger ledger = new FilledLedger(postgres);
  private final Stream stream = new Stream();

  private void fill() {
    ledger.append(stream.prepared(), 7);
    ledger.sign();
    ledger.project();
  }

  private LedgerReads reads() throws SQLException {
    return LedgerReads.open(postgres.reader(), TopicNames.PLAIN, null);
  }

  private List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection reader = postgres.reader().open(Duration.ofSeconds(20));
        Statement statement = reader.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        rows.add(String.valueOf(row.getString(1)));
      }
    }
    return rows;
  }

  @Test
  void countsAreDistinctPositionsFromTheLedgerAndNothingIsLost() throws SQLException {
    // Given: three decided, one history, one withdrawn, one refused behind and two at the door
    for (int i = 0; i < 3; i++) {
      stream.decided("C-" + i, i);
    }
    stream.candidate(Candidates.history("H-1"), 0);
    stream.raw(
        Topics.CANDIDATES,
        "C-0".getBytes(UTF_8),
        EventHeaders.withdrawal(Candidates.withdrawal(), "w", "/hr", Stream.time(), Trace.NONE),
        new byte[0]);
    stream.candidate(Candidates.withId("C-bad"), 2);
    stream.reject(Rejects.at(new SourcePosition(Topics.CANDIDATES.name(), 2, 1)));
    stream.reject(Rejects.atTheDoor());
    stream.reject(Rejects.atTheDoor());
    fill();

    // When
    LedgerCounts counts;
    try (LedgerReads reads = reads()) {
      counts = reads.counts();
    }

    // Then
    assertEquals(stream.records().size(), counts.recorded());
    assertTrue(counts.complete());
    assertEquals(4, counts.accepted());
    assertEquals(3, counts.scored());
    assertEquals(3, counts.explained());
    assertEquals(2, counts.rejected());
    assertEquals(1, counts.rejectedAfterAcceptance());
    assertEquals(0, counts.lost());
    assertEquals(0, counts.duplicated());
    assertEquals(6L, counts.recordedByTopic().get(Topics.CANDIDATES.name()));
    assertEquals(0, ledger.verify().exitCode());
  }

  @Test
  void aRefusedPositionWasToBeDecidedOnWhateverItsHeadersSay() throws SQLException {
    // Given: one decided, and one that calls itself history and is refused all the same
    stream.decided("C-0", 0);
    stream.candidate(Candidates.history("H-1"), 1);
    stream.reject(Rejects.at(new SourcePosition(Topics.CANDIDATES.name(), 1, 0)));
    fill();

    // When
    LedgerCounts counts;
    try (LedgerReads reads = reads()) {
      counts = reads.counts();
    }

    // Then
    assertEquals(2, counts.accepted());
    assertEquals(1, counts.rejectedAfterAcceptance());
    assertEquals(0, counts.lost());
  }

  @Test
  void aRedeliveryIsHarmlessAndAContradictionIsCounted() throws SQLException {
    // Given
    Prediction first = stream.decided("C-1", 0);
    stream.predicted(first);
    stream.explanation(first);
    Prediction second = stream.decided("C-2", 1);
    stream.predicted(contradicting(second));
    fill();

    // When
    LedgerCounts counts;
    try (LedgerReads reads = reads()) {
      counts = reads.counts();
    }

    // Then
    assertEquals(2, counts.scored());
    assertEquals(0, counts.doubledRows());
    assertEquals(1, counts.contradictions());
    assertEquals(List.of("3"), query("SELECT count(*) FROM query.repeat_row"));
  }

  private static Prediction contradicting(Prediction like) {
    return new Prediction(
        like.id(),
        like.candidateId(),
        like.profile(),
        like.model(),
        like.modelVersion(),
        like.modelDigest(),
        like.variant(),
        like.source(),
        like.eventTime(),
        like.vector(),
        like.margin(),
        like.rawProbability(),
        .3,
        like.threshold(),
        like.positive(),
        like.band(),
        like.flags());
  }

  @Test
  void aCandidateIsTracedThroughEveryTopicWithTheRecordAndItsPlace() throws SQLException {
    // Given
    stream.decided("C-0", 0);
    Prediction prediction = stream.decided("C-1", 3);
    fill();

    // When
    List<Hop> hops;
    Optional<String> candidate;
    try (LedgerReads reads = reads()) {
      hops = reads.trace("C-1", 100);
      candidate = reads.candidateOf(prediction.id());
    }

    // Then
    assertEquals(Optional.of("C-1"), candidate);
    assertEquals(
        List.of(
            EventType.CANDIDATE_RECEIVED,
            EventType.PREDICTION_SCORED,
            EventType.EXPLANATION_COMPUTED,
            EventType.OUTCOME_OBSERVED),
        hops.stream().map(Hop::event).toList());
    Hop scored = hops.get(1);
    assertEquals(prediction.id(), scored.decisionId());
    assertEquals(3, scored.position().partition());
    assertEquals(8, scored.signedSize());
    Bytes expected = Bytes.copyOf(Topics.PREDICTIONS.codec().encode(prediction));
    assertEquals(expected, scored.value());
  }

  @Test
  void viewsShowDecisionsRejectionsReleasesAndAlerts() throws SQLException {
    // Given
    stream.decided("C-1", 0);
    stream.reject(Rejects.example());
    var release = ModelReleases.example();
    stream.other(
        Topics.MODELS,
        release.key(),
        EventHeaders.release(release, "trainer", Stream.time()),
        release);
    var alert = Alerts.example();
    stream.other(Topics.ALERTS, alert.key(), EventHeaders.alert(alert, Stream.time()), alert);
    fill();

    // Then
    assertEquals(
        List.of("C-1 45001+ 0.2875 champion"),
        query(
            "SELECT concat_ws(' ', candidate_id, band, probability, variant)"
                + " FROM query.decision WHERE explanation_idx IS NOT NULL"));
    assertTrue(
        query("SELECT array_length(factors, 1) FROM query.decision").getFirst().matches("[1-9]"));
    assertEquals(
        List.of("range probity.candidates.v1 41 C-1001"),
        query(
            "SELECT concat_ws(' ', reason_code, original_topic, original_off, candidate_id)"
                + " FROM query.rejection"));
    assertEquals(
        List.of(release.name() + " " + release.event().code()),
        query("SELECT concat_ws(' ', model, event) FROM query.release"));
    assertEquals(List.of(alert.state().code()), query("SELECT state FROM query.alert_row"));
  }

  @Test
  void aBodyThatIsNoRecordGivesNoRowAndHoldsNothingUp() throws SQLException {
    // Given
    byte[] key = "C-1".getBytes(UTF_8);
    byte[] zero = {'a', 0, 'b'};
    stream.raw(Topics.PREDICTIONS, key, new RecordHeaders(), "not json".getBytes(UTF_8));
    stream.raw(Topics.PREDICTIONS, key, new RecordHeaders(), null);
    stream.raw(Topics.REJECTS, zero, new RecordHeaders(), zero);
    stream.raw(Topics.CANDIDATES, zero, new RecordHeaders(), zero);
    stream.raw(Topics.CANDIDATES, new byte[2_000], new RecordHeaders(), new byte[100_000]);
    stream.decided("C-2", 0);
    fill();

    // Then
    assertEquals(List.of("C-2"), query("SELECT candidate_id FROM query.decision"));
    assertEquals(List.of("6"), query("SELECT count(*) FROM query.subject_entry"));
    assertEquals(0, ledger.verify().exitCode());
  }

  @Test
  void theProjectionCanBeDroppedAndBuiltAgain() throws SQLException {
    // Given
    stream.decided("C-1", 0);
    stream.decided("C-2", 1);
    fill();
    List<String> before = query("SELECT decision::text FROM query.decision ORDER BY idx");

    // When
    postgres.tamper(
        "TRUNCATE query.subject_entry, query.prediction_row, query.explanation_row,"
            + " query.repeat_row, query.rejection_row, query.release_row, query.alert_row,"
            + " query.request_row, query.oversight_row, query.access_row;"
            + " UPDATE query.progress SET next_idx = 0");
    ledger.project();

    // Then
    assertEquals(2, before.size());
    assertEquals(before, query("SELECT decision::text FROM query.decision ORDER BY idx"));
  }

  @Test
  void everyColumnAnAuditorSeesIsExplained() throws SQLException {
    assertEquals(
        List.of(),
        query(
            """
            SELECT c.relname || '.' || a.attname FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
            WHERE n.nspname = 'query' AND c.relkind IN ('r', 'v')
              AND c.relname <> 'schema_history'
              AND (col_description(c.oid, a.attnum) IS NULL
                OR obj_description(c.oid) IS NULL)\
            """));
  }
}
