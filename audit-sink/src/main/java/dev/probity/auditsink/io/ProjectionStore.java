// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.entry.MalformedEntryException;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.flow.RecordedEntry;
import dev.probity.auditsink.flow.Standing;
import dev.probity.auditsink.query.ProjectedRow;
import dev.probity.auditsink.query.Projection;
import dev.probity.auditsink.vault.BodyOpener;
import dev.probity.auditsink.vault.WrappedKey;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.record.EventType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of the projector: read bodies by idx, write their rows, move on, in one transaction. */
final class ProjectionStore implements AutoCloseable {
  /** Most entries of one step. */
  static final int STEP = 4_000;

  private final Connection connection;
  private final TopicNames names;
  private final Projection projection = new Projection();
  private final BodyOpener opener;
  private final String query;

  /**
   * Uses a connection of the writer acting as projector, which it closes.
   *
   * @param opener opens the bodies of people's records
   */
  ProjectionStore(Connection connection, TopicNames names, BodyOpener opener) throws SQLException {
    this.connection = connection;
    this.names = names;
    this.opener = opener;
    // Signals are about nobody and have no row: their bodies stay where they are.
    this.query =
        """
        SELECT e.idx, e.topic, e.part, e.off, e.seq, e.event_type, e.append_ts, e.decision_id,
          CASE WHEN e.topic NOT IN ('%s', '%s') THEN b.stored END, %s
        FROM ledger.entry e
          LEFT JOIN ledger.body b ON b.idx = e.idx AND b.month = e.month
            AND b.idx >= %%d AND b.idx < %%d
        WHERE e.idx >= %%d AND e.idx < %%d
        ORDER BY e.idx\
        """
            .formatted(names.of(Topics.SIGNALS), names.of(Topics.RETRAINING), StoredKey.COLUMNS);
    try (Statement settings = connection.createStatement()) {
      settings.execute(
          "SET jit = off; SET enable_seqscan = off; SET enable_hashjoin = off;"
              + " SET max_parallel_workers_per_gather = 0");
    }
    connection.setAutoCommit(false);
  }

  /**
   * What a step came to.
   *
   * @param next first entry not projected yet
   * @param entries entries of this step
   * @param rows rows written
   * @param recorded what the entries were
   */
  record Step(long next, int entries, int rows, List<RecordedEntry> recorded) {}

  /** Where the accounts of what is projected stand. */
  Standing standing() {
    return StandingReader.read(connection, names);
  }

  /** Projects the next entries, if there are any. */
  Step step() {
    return Transaction.run(
        connection,
        "projecting",
        open -> {
          long next = single(open, "SELECT next_idx FROM query.progress WHERE id = 1 FOR UPDATE");
          long size = single(open, "SELECT size FROM ledger.tree WHERE id = 1");
          long until = Math.min(size, next + STEP);
          return until > next ? project(open, next, until) : new Step(next, 0, 0, List.of());
        });
  }

  private static long single(Connection open, String sql) throws SQLException {
    try (PreparedStatement select = open.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private Step project(Connection open, long from, long until) throws SQLException {
    List<ProjectedRow> rows = new ArrayList<>();
    List<Mention> mentions = new ArrayList<>();
    List<RecordedEntry> recorded = new ArrayList<>((int) (until - from));
    try (CopyReader in = new CopyReader(open, query.formatted(from, until, from, until))) {
      while (in.next()) {
        read(in, mentions, recorded);
      }
    }
    copyMentions(open, mentions);
    for (RecordedEntry entry : recorded) {
      if (entry.row() != null) {
        rows.add(entry.row());
      }
    }
    ProjectionTables.insert(open, rows);
    try (PreparedStatement update =
        open.prepareStatement("UPDATE query.progress SET next_idx = ? WHERE id = 1")) {
      update.setLong(1, until);
      update.executeUpdate();
    }
    return new Step(until, (int) (until - from), rows.size() + mentions.size(), recorded);
  }

  private record Mention(String candidateId, long idx) {}

  private void read(CopyReader in, List<Mention> mentions, List<RecordedEntry> recorded) {
    long idx = in.int8();
    Topic<?, ?> topic = names.topic(String.valueOf(in.text()));
    int partition = in.int4();
    long offset = in.int8();
    long seq = in.int8();
    EventType event = EventType.numbered(in.int4());
    Instant appended = Instant.ofEpochMilli(in.int8());
    byte[] decisionId = in.bytes();
    byte[] stored = in.bytes();
    WrappedKey key = StoredKey.of(in.bytes(), in.bytes());
    if (topic == null) {
      return;
    }
    Source source = new Source(names.of(topic), partition);
    Body body = stored == null ? null : body(source, offset, decisionId, stored, key);
    String subject = body == null ? null : Projection.subject(topic, body.key(), body);
    if (subject != null) {
      mentions.add(new Mention(subject, idx));
    }
    Projection.Place at = new Projection.Place(idx, partition, offset, appended);
    ProjectedRow row = body == null ? null : projection.row(at, topic, body);
    recorded.add(new RecordedEntry(topic, partition, offset, seq, event, row));
  }

  private @Nullable Body body(
      Source source,
      long offset,
      byte @Nullable [] decisionId,
      byte[] stored,
      @Nullable WrappedKey key) {
    try {
      return opener.open(source, offset, decisionId, stored, key);
    } catch (MalformedEntryException e) {
      return null;
    }
  }

  private static void copyMentions(Connection open, List<Mention> mentions) throws SQLException {
    if (mentions.isEmpty()) {
      return;
    }
    try (CopyWriter out = new CopyWriter(open, "query.subject_entry", "candidate_id", "idx")) {
      for (Mention mention : mentions) {
        out.row().bytes(mention.candidateId().getBytes(UTF_8)).int8(mention.idx());
      }
      out.finish();
    }
  }

  @Override
  public void close() {
    Transaction.closeQuietly(connection);
  }
}
