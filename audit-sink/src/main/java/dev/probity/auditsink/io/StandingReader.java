// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.flow.Standing;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.record.EventType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out, once per start, which records had no successor when the projector stopped. The whole
 * ledger is asked, by two hashed anti-joins; what follows is kept while entries are read.
 */
final class StandingReader {
  private static final int FETCH = 10_000;
  private static final String ENDS =
      """
      SELECT topic, part, max(next_off), max(next_seq), sum(missing)::bigint FROM (
        SELECT topic, part, max(off) + 1 AS next_off, max(seq) + 1 AS next_seq,
          max(seq) - min(seq) + 1 - count(*) AS missing
        FROM ledger.entry WHERE idx < ? GROUP BY topic, part
        UNION ALL SELECT topic, part, next_off, next_seq, 0 FROM ledger.boundary_source) stood
      GROUP BY topic, part\
      """;
  private static final String SOURCES =
      "SELECT source_part, max(source_off) + 1 FROM query.prediction_place GROUP BY source_part";
  private static final String NOT_SCORED =
      """
      SELECT e.part, e.off FROM ledger.entry e
      WHERE e.topic = ? AND e.idx < ? AND e.event_type NOT IN (?, ?)
        AND NOT EXISTS (SELECT 1 FROM query.prediction_place p
          WHERE p.source_part = e.part AND p.source_off = e.off)
        AND NOT EXISTS (SELECT 1 FROM query.rejection_place r
          WHERE r.original_topic = ? AND r.original_part = e.part AND r.original_off = e.off)\
      """;
  private static final String NOT_EXPLAINED =
      """
      SELECT p.source_part, p.source_off FROM query.prediction_place p
      WHERE NOT EXISTS (SELECT 1 FROM query.explanation_place x
          WHERE x.source_part = p.source_part AND x.source_off = p.source_off)
        AND NOT EXISTS (SELECT 1 FROM ledger.entry e JOIN query.rejection_place r
            ON r.original_part = e.part AND r.original_off = e.off
          WHERE e.idx = p.idx AND r.original_topic = ?)\
      """;
  private static final String EARLY =
      """
      WITH seen AS (SELECT part, max(off) AS off FROM (
          SELECT part, off FROM ledger.entry WHERE topic = ? AND idx < ?
          UNION ALL SELECT part, next_off - 1 FROM ledger.boundary_source WHERE topic = ?) stood
        GROUP BY part)
      SELECT p.source_part, p.source_off FROM query.prediction_place p
        LEFT JOIN seen ON seen.part = p.source_part WHERE p.source_off > coalesce(seen.off, -1)
      UNION SELECT r.original_part, r.original_off FROM query.rejection_place r
        LEFT JOIN seen ON seen.part = r.original_part
        WHERE r.original_topic = ? AND r.original_off > coalesce(seen.off, -1)\
      """;
  private static final String EARLY_EXPLAINED =
      """
      WITH seen AS (SELECT source_part, max(source_off) AS off FROM query.prediction_place
        GROUP BY source_part)
      SELECT x.source_part, x.source_off FROM query.explanation_place x
        LEFT JOIN seen ON seen.source_part = x.source_part
      WHERE x.source_off > coalesce(seen.off, -1)\
      """;

  private final Connection open;
  private final TopicNames names;
  private final long next;
  private final Map<Integer, Long> candidates = new HashMap<>();
  private final Map<Integer, Long> predictions = new HashMap<>();
  private final Map<String, Long> sequences = new HashMap<>();
  private long unrecorded;

  private StandingReader(Connection open, TopicNames names, long next) {
    this.open = open;
    this.names = names;
    this.next = next;
  }

  /** Reads as the projector, whose position stays locked meanwhile. */
  static Standing read(Connection projector, TopicNames names) {
    return Transaction.run(
        projector,
        "taking the accounts up",
        open -> {
          try (Statement statement = open.createStatement()) {
            statement.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on");
            statement.execute("SELECT next_idx FROM query.progress WHERE id = 1 FOR UPDATE");
            try (ResultSet row = statement.getResultSet()) {
              row.next();
              return new StandingReader(open, names, row.getLong(1)).standing();
            }
          }
        });
  }

  private Standing standing() throws SQLException {
    ends();
    String topic = names.of(Topics.CANDIDATES);
    String plain = Topics.CANDIDATES.name();
    return new Standing(
        next,
        candidates,
        sources(),
        predictions,
        places(
            NOT_SCORED,
            topic,
            next,
            EventType.CANDIDATE_HISTORY.number(),
            EventType.CANDIDATE_WITHDRAWN.number(),
            plain),
        places(NOT_EXPLAINED, Topics.PREDICTIONS.name()),
        places(EARLY, topic, next, topic, plain),
        places(EARLY_EXPLAINED),
        sequences,
        unrecorded);
  }

  private void ends() throws SQLException {
    try (PreparedStatement select = open.prepareStatement(ENDS)) {
      select.setLong(1, next);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          String topic = names.withoutPrefix(row.getString(1));
          int partition = row.getInt(2);
          if (topic.equals(Topics.CANDIDATES.name())) {
            candidates.put(partition, row.getLong(3));
          } else if (topic.equals(Topics.PREDICTIONS.name())) {
            predictions.put(partition, row.getLong(3));
          }
          sequences.put(topic + "-" + partition, row.getLong(4));
          unrecorded += row.getLong(5);
        }
      }
    }
  }

  private Map<Integer, Long> sources() throws SQLException {
    Map<Integer, Long> sources = new HashMap<>();
    try (PreparedStatement select = open.prepareStatement(SOURCES);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        sources.put(row.getInt(1), row.getLong(2));
      }
    }
    return sources;
  }

  private List<Standing.Place> places(String sql, Object... parameters) throws SQLException {
    List<Standing.Place> places = new ArrayList<>();
    try (PreparedStatement select = open.prepareStatement(sql)) {
      select.setFetchSize(FETCH);
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          places.add(new Standing.Place(row.getInt(1), row.getLong(2)));
        }
      }
    }
    return places;
  }
}
