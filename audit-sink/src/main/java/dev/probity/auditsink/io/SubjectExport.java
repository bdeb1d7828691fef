// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.vault.BodyOpener;
import dev.probity.auditsink.vault.VaultKeys;
import dev.probity.auditsink.verify.EntryColumns;
import dev.probity.auditsink.verify.StoredRow;
import dev.probity.topics.codec.StrictUtf8;
import dev.probity.topics.record.EventType;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * All records of one person and of nobody else (GDPR Art. 15 and 20), as one JSON document: whose
 * body is stored under the person's reference. Who read about the person is among them.
 */
public final class SubjectExport {
  private static final Duration SILENCE = Duration.ofMinutes(2);
  private static final String SCHEMA = "probity.subject-export.v1";

  private final JsonFactory json = new JsonFactory();
  private final BodyOpener opener;

  private SubjectExport(VaultKeys keys) {
    this.opener = new BodyOpener(keys);
  }

  /**
   * Writes the document.
   *
   * @param reader a login that may read bodies
   * @param subject the person's id
   * @param at when it is made
   * @return how many records there are; none means that nothing was written
   */
  public static int write(
      PostgresAccess reader, VaultFiles vault, String subject, Instant at, OutputStream out)
      throws IOException {
    VaultKeys keys = vault.read();
    List<StoredRow> rows = rows(reader, keys.reference(subject));
    if (!rows.isEmpty()) {
      new SubjectExport(keys).write(rows, subject, at, out);
    }
    return rows.size();
  }

  private static List<StoredRow> rows(PostgresAccess reader, Hash reference) throws IOException {
    try (Connection connection = reader.openAs(LedgerSchema.BODY_READER, SILENCE)) {
      List<StoredRow> rows = new ArrayList<>();
      RowStream stream = RowStream.where(connection, "b.subject_ref = '\\x" + reference + "'");
      stream.forEachRemaining(rows::add);
      rows.sort(Comparator.comparingLong(StoredRow::idx));
      return rows;
    } catch (SQLException e) {
      throw new IOException("the ledger at " + reader.url() + " cannot be read", e);
    }
  }

  private void write(List<StoredRow> rows, String subject, Instant at, OutputStream out)
      throws IOException {
    try (JsonGenerator to = json.createGenerator(out).useDefaultPrettyPrinter()) {
      to.writeStartObject();
      to.writeStringField("schema", SCHEMA);
      to.writeStringField("subject", subject);
      to.writeStringField("exportedAt", at.toString());
      to.writeArrayFieldStart("records");
      for (StoredRow row : rows) {
        record(row, to);
      }
      to.writeEndArray();
      to.writeEndObject();
    }
  }

  private void record(StoredRow row, JsonGenerator to) throws IOException {
    EntryColumns entry = row.columns();
    byte[] stored = row.stored();
    Body body =
        entry == null || stored == null ? null : opener.open(entry.entry(), stored, row.key());
    if (entry == null || body == null) {
      throw new LedgerException(
          "the record of entry " + row.idx() + " cannot be opened. Maybe the key file is another");
    }
    to.writeStartObject();
    to.writeNumberField("idx", row.idx());
    to.writeStringField("event", EventType.numbered(entry.eventType()).code());
    to.writeStringField("topic", entry.topic());
    to.writeNumberField("partition", entry.partition());
    to.writeNumberField("offset", entry.offset());
    if (entry.recordTime() >= 0) {
      to.writeStringField("recordTime", Instant.ofEpochMilli(entry.recordTime()).toString());
    }
    to.writeStringField("appendTime", Instant.ofEpochMilli(entry.appendTime()).toString());
    bytes("key", body.key(), to);
    to.writeArrayFieldStart("headers");
    for (Header header : body.headers()) {
      to.writeStartObject();
      to.writeStringField("name", header.key());
      bytes("value", header.value(), to);
      to.writeEndObject();
    }
    to.writeEndArray();
    value(body.value(), to);
    to.writeEndObject();
  }

  /** Text as text; what is none, in base64 under a name that says so. */
  private static void bytes(String name, byte @Nullable [] bytes, JsonGenerator to)
      throws IOException {
    String text = bytes == null ? null : StrictUtf8.decode(bytes);
    if (bytes == null) {
      to.writeNullField(name);
    } else if (text != null) {
      to.writeStringField(name, text);
    } else {
      to.writeBinaryField(name + "Base64", bytes);
    }
  }

  private void value(byte @Nullable [] value, JsonGenerator to) throws IOException {
    if (value == null || !isJson(value)) {
      bytes("value", value, to);
      return;
    }
    to.writeFieldName("value");
    try (JsonParser from = json.createParser(value)) {
      from.nextToken();
      to.copyCurrentStructure(from);
    }
  }

  private boolean isJson(byte[] value) {
    try (JsonParser from = json.createParser(value)) {
      boolean object = from.nextToken() == JsonToken.START_OBJECT;
      from.skipChildren();
      return object && from.nextToken() == null;
    } catch (IOException noJson) {
      return false;
    }
  }
}
