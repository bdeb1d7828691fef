// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.ReasonCode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of a captured table, as Debezium tells it in JSON without schemas.
 *
 * @param operation what was done
 * @param table schema and name, joined by a point
 * @param before the row as it was; null when it was not there or is not told
 * @param after the row as it is; null when it is there no more
 * @param lsn where the change stands in the database's log; of a snapshot where that was taken
 * @param snapshot whether the row was read from the table and not from the log
 * @param at when the change was made, by the database's clock
 */
public record Change(
    Operation operation,
    String table,
    @Nullable Row before,
    @Nullable Row after,
    long lsn,
    boolean snapshot,
    Instant at) {
  private static final ObjectReader JSON =
      new ObjectMapper()
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** What can be done to a table. */
  public enum Operation {
    /** A row is there, written now or read in a snapshot. */
    WRITTEN,
    /** A row is there no more. */
    DELETED,
    /** No row is there any more. */
    TRUNCATED;

    private static @Nullable Operation of(String code) {
      return switch (code) {
        case "c", "r", "u" -> WRITTEN;
        case "d" -> DELETED;
        case "t" -> TRUNCATED;
        default -> null;
      };
    }
  }

  /**
   * A row.
   *
   * @param columns their names
   * @param cells their values as texts, numbers without exponent; empty for null
   */
  public record Row(List<String> columns, List<String> cells) {

    /** Copies the lists. */
    public Row {
      columns = List.copyOf(columns);
      cells = List.copyOf(cells);
    }

    /** The value of a column; empty when there is none. */
    String cell(String column) {
      int at = columns.indexOf(column);
      return at < 0 ? "" : cells.get(at);
    }
  }

  /** Reads a change event. */
  public static Decoded<Change> read(byte[] value) {
    JsonNode event;
    try {
      event = JSON.readTree(value);
    } catch (IOException e) {
      return refused("expected the JSON of a change event");
    }
    Operation operation = Operation.of(event.path("op").asText());
    JsonNode source = event.path("source");
    if (operation == null || !source.path("table").isTextual() || !source.path("lsn").isNumber()) {
      return refused("expected a change event with op, source.table and source.lsn");
    }
    return new Decoded.Valid<>(
        new Change(
            operation,
            source.path("schema").asText() + "." + source.path("table").asText(),
            row(event.path("before")),
            row(event.path("after")),
            source.path("lsn").asLong(),
            event.path("op").asText().equals("r"),
            Instant.ofEpochMilli(source.path("ts_ms").asLong())));
  }

  private static @Nullable Row row(JsonNode fields) {
    if (!fields.isObject()) {
      return null;
    }
    List<String> columns = new ArrayList<>(fields.size());
    List<String> cells = new ArrayList<>(fields.size());
    fields
        .properties()
        .forEach(
            field -> {
              columns.add(field.getKey());
              cells.add(text(field.getValue()));
            });
    return new Row(columns, cells);
  }

  private static String text(JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    if (value.isNumber()) {
      return value.decimalValue().toPlainString();
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private static Decoded<Change> refused(String reason) {
    return new Decoded.Invalid<>(ReasonCode.SCHEMA, reason, "");
  }
}
