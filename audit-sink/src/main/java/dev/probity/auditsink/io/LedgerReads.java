// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.query.Hop;
import dev.probity.auditsink.query.LedgerCounts;
import dev.probity.auditsink.vault.BodyOpener;
import dev.probity.auditsink.vault.WrappedKey;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Questions to the ledger, asked as the reader over one connection. Used by one thread. */
public final class LedgerReads implements AutoCloseable {
  private static final Duration SILENCE = Duration.ofMinutes(2);
  private static final String COUNTS =
      """
      SELECT
        (SELECT count(*) FROM ledger.entry),
        (SELECT next_idx FROM query.progress),
        (SELECT count(*) FROM (
          SELECT part, off FROM ledger.entry WHERE topic = ? AND event_type NOT IN (?, ?)
          UNION
          SELECT original_part, original_off FROM query.rejection_place
            WHERE original_topic = ? AND original_part IS NOT NULL) decided),
        (SELECT count(*) FROM query.rejection_place WHERE original_part IS NULL),
        (SELECT count(DISTINCT (original_part, original_off)) FROM query.rejection_place
          WHERE original_topic = ?),
        (SELECT count(DISTINCT (source_part, source_off)) FROM query.prediction_place),
        (SELECT count(DISTINCT (source_part, source_off)) FROM query.explanation_place),
        (SELECT count(*) - count(DISTINCT (topic, part, off)) FROM ledger.entry),
        (SELECT count(DISTINCT r.decision_id)
          FROM query.repeat_row r JOIN query.prediction_row p USING (decision_id)
          WHERE r.kind = 'prediction' AND r.variant = p.variant
            AND r.value_digest <> p.value_digest),
        (SELECT count(DISTINCT alert_id) FROM query.alert_row
          WHERE state = 'firing' AND severity IN ('warning', 'critical')),
        (SELECT count(DISTINCT alert_id) FROM query.alert_row
          WHERE state = 'resolved' AND severity IN ('warning', 'critical'))\
      """;
  private static final String BY_TOPIC = "SELECT topic, count(*) FROM ledger.entry GROUP BY topic";
  private static final String TRACE =
      """
      SELECT e.idx, e.event_type, e.topic, e.part, e.off, e.record_ts, e.append_ts, e.decision_id,
        e.model_digest, b.stored,
        %s,
        (SELECT min(c.size) FROM ledger.checkpoint c WHERE c.size > e.idx)
      FROM query.subject_entry s
        JOIN ledger.entry e ON e.idx = s.idx
        LEFT JOIN ledger.body b ON b.idx = e.idx AND b.month = e.month
      WHERE s.candidate_id = ? ORDER BY e.idx LIMIT ?\
      """
          .formatted(StoredKey.COLUMNS);

  private static final int FETCHED = 1_000;

  private static final String STRETCH =
      """
      SELECT e.idx, e.event_type, e.topic, e.part, e.off, e.record_ts, e.append_ts, e.decision_id,
        e.model_digest, b.stored,
        %s,
        NULL::bigint
      FROM ledger.entry e LEFT JOIN ledger.body b ON b.idx = e.idx AND b.month = e.month
      WHERE e.topic = ? AND e.part = ? AND e.off >= ? AND e.off < ? ORDER BY e.off\
      """
          .formatted(StoredKey.COLUMNS);

  private final Connection connection;
  private final TopicNames names;
  private final BodyOpener opener;

  private LedgerReads(Connection connection, TopicNames names, BodyOpener opener) {
    this.connection = connection;
    this.opener = opener;
    this.names = names;
  }

  /**
   * Connects as a login that may read bodies.
   *
   * @param vault secrets that open encrypted bodies, null when there are none at hand
   */
  public static LedgerReads open(
      PostgresAccess reader, TopicNames names, @Nullable VaultFiles vault) throws SQLException {
    BodyOpener opener = new BodyOpener(vault == null ? null : vault.read());
    Connection connection = reader.openAs(LedgerSchema.BODY_READER, SILENCE);
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    return new LedgerReads(connection, names, opener);
  }

  /** Connects without keys, so that records about people read as erased. */
  public static LedgerReads connect(PostgresAccess reader, TopicNames names) throws IOException {
    return connect(reader, names, null);
  }

  /** The same as {@link #open} for callers that do not speak SQL. */
  public static LedgerReads connect(
      PostgresAccess reader, TopicNames names, @Nullable VaultFiles vault) throws IOException {
    try {
      return open(reader, names, vault);
    } catch (SQLException e) {
      throw new IOException("the ledger at " + reader.url() + " cannot be read", e);
    }
  }

  /** All terms of the conservation sum at one moment. */
  public LedgerCounts counts() {
    return Transaction.run(
        connection,
        "counting",
        open -> {
          Map<String, Long> byTopic = byTopic(open);
          try (PreparedStatement select = open.prepareStatement(COUNTS)) {
            select.setString(1, names.of(Topics.CANDIDATES));
            select.setInt(2, EventType.CANDIDATE_HISTORY.number());
            select.setInt(3, EventType.CANDIDATE_WITHDRAWN.number());
            select.setString(4, Topics.CANDIDATES.name());
            select.setString(5, Topics.CANDIDATES.name());
            try (ResultSet row = select.executeQuery()) {
              row.next();
              return counts(row, byTopic);
            }
          }
        });
  }

  private static LedgerCounts counts(ResultSet row, Map<String, Long> byTopic) throws SQLException {
    return new LedgerCounts(
        row.getLong(1),
        byTopic,
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10),
        row.getLong(11));
  }

  private static Map<String, Long> byTopic(Connection open) throws SQLException {
    Map<String, Long> counts = new HashMap<>();
    try (PreparedStatement select = open.prepareStatement(BY_TOPIC);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        counts.put(rows.getString(1), rows.getLong(2));
      }
    }
    return counts;
  }

  /** Entries in the ledger, and how many of them are projected: two cheap look-ups. */
  public Progress progress() {
    return Transaction.run(
        connection,
        "reading progress",
        open -> {
          String query = "SELECT t.size, p.next_idx FROM ledger.tree t, query.progress p";
          try (PreparedStatement select = open.prepareStatement(query);
              ResultSet row = select.executeQuery()) {
            row.next();
            return new Progress(row.getLong(1), row.getLong(2));
          }
        });
  }

  /**
   * How far the ledger and its projection are.
   *
   * @param size entries
   * @param projected entries projected
   */
  public record Progress(long size, long projected) {}

  /**
   * How far the ledger has recorded a topic.
   *
   * @return by partition, the offset of the first record it does not hold yet
   */
  public Map<Integer, Long> recorded(Topic<?, ?> topic) {
    return Transaction.run(
        connection,
        "reading positions",
        open -> {
          Map<Integer, Long> next = new HashMap<>();
          String query = "SELECT part, next FROM ledger.sink_offset WHERE topic = ?";
          try (PreparedStatement select = open.prepareStatement(query)) {
            select.setString(1, names.of(topic));
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                next.put(rows.getInt(1), rows.getLong(2));
              }
            }
          }
          return next;
        });
  }

  /** The candidate a decision is about, if such a decision is projected. */
  public Optional<String> candidateOf(String decisionId) {
    return Transaction.run(
        connection,
        "looking a decision up",
        open -> {
          String query = "SELECT candidate_id FROM query.prediction_row WHERE decision_id = ?";
          try (PreparedStatement select = open.prepareStatement(query)) {
            select.setBytes(1, HexFormat.of().parseHex(decisionId));
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
          }
        });
  }

  /** Where the record of an entry stands in Kafka, under the topic's full name. */
  public Optional<SourcePosition> position(long idx) {
    return Transaction.run(
        connection,
        "looking an entry up",
        open -> {
          String query = "SELECT topic, part, off FROM ledger.entry WHERE idx = ?";
          try (PreparedStatement select = open.prepareStatement(query)) {
            select.setLong(1, idx);
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(new SourcePosition(row.getString(1), row.getInt(2), row.getLong(3)))
                  : Optional.empty();
            }
          }
        });
  }

  /** Every entry about a candidate in the order of the ledger, at most {@code limit}. */
  public List<Hop> trace(String candidateId, int limit) {
    return Transaction.run(
        connection,
        "tracing",
        open -> {
          List<Hop> hops = new ArrayList<>();
          try (PreparedStatement select = open.prepareStatement(TRACE)) {
            select.setString(1, candidateId);
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                hops.add(hop(row));
              }
            }
          }
          return hops;
        });
  }

  /**
   * The entries of a stretch of a partition, in the order of its offsets.
   *
   * @param from the first offset
   * @param to the offset behind the last
   * @param each gets them; whether they are under a signed head is not told
   */
  public void stretch(Topic<?, ?> topic, int partition, long from, long to, Consumer<Hop> each) {
    Transaction.run(
        connection,
        "reading a stretch",
        open -> {
          try (PreparedStatement select = open.prepareStatement(STRETCH)) {
            select.setFetchSize(FETCHED);
            select.setString(1, names.of(topic));
            select.setInt(2, partition);
            select.setLong(3, from);
            select.setLong(4, to);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                each.accept(hop(row));
              }
            }
          }
          return true;
        });
  }

  private Hop hop(ResultSet row) throws SQLException {
    long recordTime = row.getLong(6);
    long signedSize = row.getLong(13);
    boolean signed = !row.wasNull();
    return new Hop(
        row.getLong(1),
        EventType.numbered(row.getInt(2)),
        new SourcePosition(row.getString(3), row.getInt(4), row.getLong(5)),
        recordTime < 0 ? null : Instant.ofEpochMilli(recordTime),
        Instant.ofEpochMilli(row.getLong(7)),
        hex(row.getBytes(8)),
        hex(row.getBytes(9)),
        value(row),
        signed ? signedSize : null);
  }

  private static @Nullable String hex(byte @Nullable [] bytes) {
    return bytes == null ? null : HexFormat.of().formatHex(bytes);
  }

  private @Nullable Bytes value(ResultSet row) throws SQLException {
    byte[] stored = row.getBytes(10);
    if (stored == null) {
      return null;
    }
    Source source = new Source(row.getString(3), row.getInt(4));
    WrappedKey key = StoredKey.of(row.getBytes(11), row.getBytes(12));
    Body body = opener.open(source, row.getLong(5), row.getBytes(8), stored, key);
    byte[] value = body == null ? null : body.value();
    return value == null ? null : Bytes.copyOf(value);
  }

  @Override
  public void close() {
    Transaction.closeQuietly(connection);
  }
}
