// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.query.ProjectedRow;
import dev.probity.auditsink.query.ProjectedRow.Accessed;
import dev.probity.auditsink.query.ProjectedRow.Alerted;
import dev.probity.auditsink.query.ProjectedRow.Decided;
import dev.probity.auditsink.query.ProjectedRow.Explained;
import dev.probity.auditsink.query.ProjectedRow.Overseen;
import dev.probity.auditsink.query.ProjectedRow.Rejected;
import dev.probity.auditsink.query.ProjectedRow.Released;
import dev.probity.auditsink.query.ProjectedRow.Requested;
import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.ExplanationReason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the rows of the projection; of several under one decision id the first idx wins. */
final class ProjectionTables {
  private static final CopiedTable<Requested> REQUESTS =
      new CopiedTable<Requested>("query.request_row")
          .column("idx", (out, row) -> out.int8(row.idx()))
          .column("candidate_id", (out, row) -> out.storableText(row.candidate().id()))
          .column("received_at", (out, row) -> out.time(row.receivedAt()))
          .column("purpose", (out, row) -> out.text(row.candidate().purpose().code()))
          .column("profile", (out, row) -> out.storableText(row.candidate().profile()))
          .column("tenant", (out, row) -> out.storableText(row.candidate().provenance().tenant()))
          .column(
              "requisition",
              (out, row) -> out.storableText(row.candidate().provenance().requisition()))
          .column("part", (out, row) -> out.int4(row.partition()))
          .column("off", (out, row) -> out.int8(row.offset()))
          .column("features", (out, row) -> out.texts(row.candidate().attributes().keySet()))
          .column(
              "contents",
              (out, row) -> out.texts(TextLists.texts(row.candidate().attributes().values())));

  private static final CopiedTable<Decided> PREDICTIONS =
      new CopiedTable<Decided>("query.prediction_row")
          .column("decision_id", (out, row) -> out.bytes(digits(row.prediction().id())))
          .column("idx", (out, row) -> out.int8(row.idx()))
          .column("candidate_id", (out, row) -> out.storableText(row.prediction().candidateId()))
          .column("source_part", (out, row) -> out.int4(row.prediction().source().partition()))
          .column("source_off", (out, row) -> out.int8(row.prediction().source().offset()))
          .column("event_time", (out, row) -> out.time(row.prediction().eventTime()))
          .column("profile", (out, row) -> out.storableText(row.prediction().profile()))
          .column("model", (out, row) -> out.storableText(row.prediction().model()))
          .column("model_version", (out, row) -> out.storableText(row.prediction().modelVersion()))
          .column("model_digest", (out, row) -> out.bytes(digits(row.prediction().modelDigest())))
          .column("variant", (out, row) -> out.text(row.prediction().variant().code()))
          .column("raw_probability", (out, row) -> out.float8(row.prediction().rawProbability()))
          .column("probability", (out, row) -> out.float8(row.prediction().probability()))
          .column("threshold", (out, row) -> out.float8(row.prediction().threshold()))
          .column("positive", (out, row) -> out.bool(row.prediction().positive()))
          .column("band", (out, row) -> out.storableText(row.prediction().band()))
          .column("value_digest", (out, row) -> out.bytes(row.valueDigest().toBytes()));

  private static final CopiedTable<Explained> EXPLANATIONS =
      new CopiedTable<Explained>("query.explanation_row")
          .column("decision_id", (out, row) -> out.bytes(digits(row.explanation().predictionId())))
          .column("idx", (out, row) -> out.int8(row.idx()))
          .column("explanation_id", (out, row) -> out.bytes(digits(row.explanation().id())))
          .column("candidate_id", (out, row) -> out.storableText(row.explanation().candidateId()))
          .column("source_part", (out, row) -> out.int4(row.explanation().source().partition()))
          .column("source_off", (out, row) -> out.int8(row.explanation().source().offset()))
          .column(
              "explainer_digest",
              (out, row) -> out.bytes(digits(row.explanation().explainerDigest())))
          .column("base_value", (out, row) -> out.float8(row.explanation().baseValue()))
          .column("residual", (out, row) -> out.float8(row.explanation().residual()))
          .column("factors", (out, row) -> out.texts(factors(row)))
          .column("model_version", (out, row) -> out.storableText(row.explanation().modelVersion()))
          .column("features", (out, row) -> out.texts(features(row)))
          .column("contributions", (out, row) -> out.float8s(contributions(row)))
          .column("value_digest", (out, row) -> out.bytes(row.valueDigest().toBytes()));

  private static final ColumnArrays<Overseen> OVERSIGHT =
      new ColumnArrays<Overseen>("query.oversight_row", "")
          .column("idx", "int8", Overseen::idx)
          .column("decision_id", "text", row -> row.decision().predictionId())
          .column("candidate_id", "text", row -> row.decision().candidateId())
          .column("action", "text", row -> row.decision().action().code())
          .column("actor", "text", row -> row.decision().actor())
          .column("reason", "text", row -> row.decision().reason())
          .column("band", "text", row -> row.decision().band())
          .column("review_seconds", "float8", row -> row.decision().reviewSeconds())
          .column(
              "decided_at", "int8", time("decided_at"), row -> millis(row.decision().decidedAt()));

  private static final ColumnArrays<Accessed> ACCESSES =
      new ColumnArrays<Accessed>("query.access_row", "")
          .column("idx", "int8", Accessed::idx)
          .column("event", "text", row -> row.access().event().code())
          .column("actor", "text", row -> row.access().actor())
          .column("at", "int8", time("at"), row -> millis(row.access().at()))
          .column("candidate_id", "text", row -> row.access().subject())
          .column(
              "details",
              "text",
              "jsonb_object(" + TextLists.split("details") + ")",
              row -> TextLists.joined(TextLists.pairs(row.access().details())));

  private static final ColumnArrays<Rejected> REJECTIONS =
      new ColumnArrays<Rejected>("query.rejection_row", "")
          .column("idx", "int8", Rejected::idx)
          .column("candidate_id", "text", Rejected::candidateId)
          .column("reason_code", "text", row -> row.reject().reasonCode().code())
          .column("reason", "text", row -> row.reject().reason())
          .column("stage", "text", row -> row.reject().stage().code())
          .column("service", "text", row -> row.reject().service())
          .column("original_topic", "text", row -> row.reject().originalTopic())
          .column("original_part", "int4", row -> row.reject().originalPartition())
          .column("original_off", "int8", row -> row.reject().originalOffset())
          .column(
              "first_failed_at",
              "int8",
              time("first_failed_at"),
              row -> millis(row.reject().firstFailedAt()));

  private static final ColumnArrays<Released> RELEASES =
      new ColumnArrays<Released>("query.release_row", "")
          .column("idx", "int8", Released::idx)
          .column("model", "text", row -> row.release().name())
          .column("event", "text", row -> row.release().event().code())
          .column("alias", "text", row -> row.release().alias())
          .column("model_version", "text", row -> row.release().version())
          .column("model_digest", "bytea", row -> hex(row.release().digest()))
          .column("previous_digest", "bytea", row -> hex(row.release().previousDigest()))
          .column("profile", "text", row -> row.release().profile())
          .column("actor", "text", row -> row.release().actor())
          .column("reason", "text", row -> row.release().reason())
          .column("happened_at", "int8", time("happened_at"), row -> millis(row.release().at()));

  private static final ColumnArrays<Alerted> ALERTS =
      new ColumnArrays<Alerted>("query.alert_row", "")
          .column("idx", "int8", Alerted::idx)
          .column("alert_id", "bytea", row -> hex(row.alert().alertId()))
          .column("series", "text", row -> row.alert().key())
          .column("state", "text", row -> row.alert().state().code())
          .column("severity", "text", row -> row.alert().severity().code())
          .column("since", "int8", time("since"), row -> millis(row.alert().since()))
          .column("changed_at", "int8", time("changed_at"), row -> millis(row.alert().changedAt()))
          .column("reason", "text", row -> row.alert().reason());

  private ProjectionTables() {}

  private static String time(String column) {
    return "to_timestamp(v." + column + " / 1000.0)";
  }

  private static byte @Nullable [] hex(@Nullable String digits) {
    return digits == null ? null : HexFormat.of().parseHex(digits);
  }

  private static Object millis(Instant instant) {
    return instant.toEpochMilli();
  }

  private static byte[] digits(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static List<String> factors(Explained row) {
    return row.explanation().reasonCodes().stream().map(ExplanationReason::text).toList();
  }

  private static List<String> features(Explained row) {
    return row.explanation().contributions().stream().map(Contribution::feature).toList();
  }

  private static List<Double> contributions(Explained row) {
    return row.explanation().contributions().stream().map(Contribution::value).toList();
  }

  /** Inserts all rows of one step. */
  static void insert(Connection connection, List<ProjectedRow> rows) throws SQLException {
    List<Requested> requested = new ArrayList<>();
    List<Overseen> overseen = new ArrayList<>();
    List<Accessed> accessed = new ArrayList<>();
    List<Decided> decided = new ArrayList<>();
    List<Explained> explained = new ArrayList<>();
    List<Rejected> rejected = new ArrayList<>();
    List<Released> released = new ArrayList<>();
    List<Alerted> alerted = new ArrayList<>();
    for (ProjectedRow row : rows) {
      switch (row) {
        case Requested each -> requested.add(each);
        case Overseen each -> overseen.add(each);
        case Accessed each -> accessed.add(each);
        case Decided each -> decided.add(each);
        case Explained each -> explained.add(each);
        case Rejected each -> rejected.add(each);
        case Released each -> released.add(each);
        case Alerted each -> alerted.add(each);
      }
    }
    if (PREDICTIONS.appendFirst(connection, decided, "decision_id", row -> row.prediction().id())
        < decided.size()) {
      RepeatTable.predictions(connection, decided);
    }
    if (EXPLANATIONS.appendFirst(
            connection, explained, "decision_id", row -> row.explanation().predictionId())
        < explained.size()) {
      RepeatTable.explanations(connection, explained);
    }
    REQUESTS.append(connection, requested);
    OVERSIGHT.insert(connection, overseen);
    ACCESSES.insert(connection, accessed);
    REJECTIONS.insert(connection, rejected);
    RELEASES.insert(connection, released);
    ALERTS.insert(connection, alerted);
  }
}
