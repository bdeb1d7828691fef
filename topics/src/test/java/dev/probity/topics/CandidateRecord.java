// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.codec.Decoded.Invalid;
import dev.probity.topics.codec.Decoded.Valid;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.CandidateEvent;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Check;
import org.apache.kafka.common.header.Headers;

/**
 * A record of the candidates topic, read the way every careful reader must: headers, key, value,
 * and that they agree. The yardstick of the bad-input corpus; the profile's rules come after it.
 *
 * @param event what the headers say
 * @param body the candidate or the withdrawal
 */
public record CandidateRecord(InboundEvent event, CandidateEvent body) {

  private static final EventReader HEADERS = EventReader.of(Topics.CANDIDATES);

  /** Checks the components. */
  public CandidateRecord {
    Check.present(event, "event");
    Check.present(body, "body");
  }

  /**
   * Reads a record: headers, key, value, and that they agree.
   *
   * @param position where the record stands
   * @param key the bytes of the key, null when absent
   * @param value the bytes of the value, null for a Kafka null value
   * @param headers the headers
   */
  public static Decoded<CandidateRecord> read(
      SourcePosition position, byte[] key, byte[] value, Headers headers) {
    return switch (Codecs.TEXT_KEY.decode(key)) {
      case Invalid<String> invalid -> invalid.as();
      case Valid<String> text -> read(position, text.value(), value, headers);
    };
  }

  private static Decoded<CandidateRecord> read(
      SourcePosition position, String key, byte[] value, Headers headers) {
    return switch (HEADERS.read(position, key, value, headers)) {
      case Invalid<InboundEvent> invalid -> invalid.as();
      case Valid<InboundEvent> event -> read(key, value, event.value());
    };
  }

  private static Decoded<CandidateRecord> read(String key, byte[] value, InboundEvent event) {
    return switch (Codecs.candidateEvent(event.eventType(), event.data(value))) {
      case Invalid<CandidateEvent> invalid -> invalid.as();
      case Valid<CandidateEvent> body -> agreed(key, event, body.value());
    };
  }

  private static Decoded<CandidateRecord> agreed(
      String key, InboundEvent event, CandidateEvent body) {
    if (!body.key().equals(key)) {
      return new Invalid<>(ReasonCode.SCHEMA, "must equal the record key", "/id");
    }
    if (body instanceof Candidate candidate
        && event.purpose() != null
        && event.purpose() != candidate.purpose()) {
      return new Invalid<>(ReasonCode.SCHEMA, "must equal the header probity-purpose", "/purpose");
    }
    return new Valid<>(new CandidateRecord(event, body));
  }
}
