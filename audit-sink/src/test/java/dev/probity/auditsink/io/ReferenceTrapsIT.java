// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Faults of the reference that this ledger must not have, by their numbers in the list of traps.
 */
class ReferenceTrapsIT {
  private final TestPostgres postgres = TestPostgres.migrated();

  private List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection superuser = postgres.superuser();
        Statement statement = superuser.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  /** RT-54: tables created by migrations only; owner and writer differ; the writer cannot edit. */
  @Test
  void rt54TheWriterInsertsAndSelectsAndOwnsNothing() throws SQLException {
    assertEquals(
        List.of(),
        query(
            """
            SELECT privilege_type || ' on ' || table_name FROM information_schema.table_privileges
            WHERE grantee IN ('probity_writer', 'probity_projector', 'probity_reader',
                'probity_body_reader', 'probity_auditor', 'PUBLIC')
              AND table_schema IN ('ledger', 'query')
              AND privilege_type NOT IN ('SELECT', 'INSERT')\
            """));
    assertEquals(
        List.of("probity_owner"),
        query(
            """
            SELECT DISTINCT tableowner::text FROM pg_tables
            WHERE schemaname IN ('ledger', 'query')\
            """));
    assertEquals(
        List.of(
            "anchor.state",
            "outbox.published",
            "sink_offset.next",
            "sink_offset.next_seq",
            "subject_key.last_used",
            "tree.frontier",
            "tree.last_append_ts",
            "tree.size"),
        query(
            """
            SELECT table_name || '.' || column_name FROM information_schema.column_privileges
            WHERE grantee = 'probity_writer' AND privilege_type = 'UPDATE' ORDER BY 1\
            """));
  }

  /** RT-47: no statement that defines anything on the path of a record. */
  @Test
  void rt47AppendingDefinesNothing() throws SQLException {
    FilledLedger ledger = new FilledLedger(postgres);
    Stream stream = new Stream();
    for (int i = 0; i < 20; i++) {
      stream.decided("C-" + i, i % 4);
    }
    ledger.append(stream.prepared().subList(0, 40), 10);
    List<String> before = query("SELECT max(oid::bigint)::text FROM pg_class");

    ledger.append(stream.prepared().subList(40, 80), 10);

    assertEquals(before, query("SELECT max(oid::bigint)::text FROM pg_class"));
  }

  /** RT-62: where the sink goes on is a Kafka position, and there is no other cursor. */
  @Test
  void rt62TheOnlyCursorIsAPosition() throws SQLException {
    List<String> columns =
        query(
            """
            SELECT column_name || ' ' || data_type FROM information_schema.columns
            WHERE table_schema = 'ledger' AND table_name = 'sink_offset' ORDER BY 1\
            """);

    assertEquals(
        List.of("next bigint", "next_seq bigint", "part integer", "topic text", "topic_id text"),
        columns);
    assertTrue(columns.stream().noneMatch(column -> column.contains("time")));
  }
}
