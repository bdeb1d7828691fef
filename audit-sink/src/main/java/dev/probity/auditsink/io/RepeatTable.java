// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.query.ProjectedRow.Decided;
import dev.probity.auditsink.query.ProjectedRow.Explained;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;

/** Re-deliveries: rows whose decision id another, earlier entry had taken. */
final class RepeatTable {
  private RepeatTable() {}

  private static String unlessFirst(String table) {
    return "LEFT JOIN " + table + " f ON f.idx = v.idx WHERE f.idx IS NULL";
  }

  static void predictions(Connection connection, List<Decided> rows) throws SQLException {
    new ColumnArrays<Decided>("query.repeat_row", unlessFirst("query.prediction_row"))
        .column("idx", "int8", Decided::idx)
        .column("kind", "text", row -> "prediction")
        .column("decision_id", "bytea", row -> HexFormat.of().parseHex(row.prediction().id()))
        .column("candidate_id", "text", row -> row.prediction().candidateId())
        .column("variant", "text", row -> row.prediction().variant().code())
        .column("value_digest", "bytea", row -> row.valueDigest().toBytes())
        .insert(connection, rows);
  }

  static void explanations(Connection connection, List<Explained> rows) throws SQLException {
    new ColumnArrays<Explained>("query.repeat_row", unlessFirst("query.explanation_row"))
        .column("idx", "int8", Explained::idx)
        .column("kind", "text", row -> "explanation")
        .column(
            "decision_id",
            "bytea",
            row -> HexFormat.of().parseHex(row.explanation().predictionId()))
        .column("candidate_id", "text", row -> row.explanation().candidateId())
        .column("value_digest", "bytea", row -> row.valueDigest().toBytes())
        .insert(connection, rows);
  }
}
