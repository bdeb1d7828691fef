// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import static dev.probity.topics.codec.JsonTypes.BASE64;
import static dev.probity.topics.codec.JsonTypes.INSTANT;
import static dev.probity.topics.codec.JsonTypes.SMALL;
import static dev.probity.topics.codec.JsonTypes.TEXT;
import static dev.probity.topics.codec.JsonTypes.WHOLE;
import static dev.probity.topics.codec.JsonTypes.coded;
import static dev.probity.topics.codec.JsonTypes.list;
import static dev.probity.topics.codec.JsonTypes.map;

import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.RecordHeader;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.Stage;

/** The shapes of audit entries and of dead letters as tools show them. */
final class LedgerShapes {

  static final Shape<AuditEntry> AUDIT_ENTRY =
      new Shape.Builder<AuditEntry>()
          .field("event", coded(EventType.class), AuditEntry::event)
          .field("module", TEXT, AuditEntry::module)
          .field("instance", TEXT, AuditEntry::instance)
          .field("actor", TEXT, AuditEntry::actor)
          .field("at", INSTANT, AuditEntry::at)
          .nullable("subject", TEXT, AuditEntry::subject)
          .nullable("model", TEXT, AuditEntry::model)
          .nullable("modelDigest", TEXT, AuditEntry::modelDigest)
          .nullable("previousDigest", TEXT, AuditEntry::previousDigest)
          .field("offsets", map(WHOLE, Limits.MAX_ENTRIES), AuditEntry::offsets)
          .field("details", map(TEXT, Limits.MAX_ENTRIES), AuditEntry::details)
          .nullable("reason", TEXT, AuditEntry::reason)
          .tolerant(
              v ->
                  new AuditEntry(
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.next(),
                      v.next(),
                      v.nextOrNull()));

  static final Shape<RecordHeader> RECORD_HEADER =
      new Shape.Builder<RecordHeader>()
          .field("name", TEXT, RecordHeader::name)
          .nullable("value", BASE64, RecordHeader::value)
          .tolerant(v -> new RecordHeader(v.next(), v.nextOrNull()));

  static final Shape<Reject> REJECT =
      new Shape.Builder<Reject>()
          .field("reasonCode", coded(ReasonCode.class), Reject::reasonCode)
          .field("reason", TEXT, Reject::reason)
          .field("stage", coded(Stage.class), Reject::stage)
          .field("originalTopic", TEXT, Reject::originalTopic)
          .nullable("originalPartition", SMALL, Reject::originalPartition)
          .nullable("originalOffset", WHOLE, Reject::originalOffset)
          .nullable("originalTimestamp", WHOLE, Reject::originalTimestamp)
          .nullable("key", BASE64, Reject::key)
          .nullable("value", BASE64, Reject::value)
          .field("headers", list(RECORD_HEADER), Reject::headers)
          .field("service", TEXT, Reject::service)
          .field("serviceVersion", TEXT, Reject::serviceVersion)
          .field("firstFailedAt", INSTANT, Reject::firstFailedAt)
          .field("attempts", SMALL, Reject::attempts)
          .field("payloadSha256", TEXT, Reject::payloadSha256)
          .tolerant(
              v ->
                  new Reject(
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next()));

  private LedgerShapes() {}
}
