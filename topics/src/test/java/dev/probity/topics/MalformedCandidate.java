// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.RecordHeader;
import dev.probity.topics.value.Bytes;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A candidate that must be refused, and how.
 *
 * @param id the name of the case
 * @param family the kind of fault, one of the twenty of the bad-input corpus
 * @param key the record key; null for none
 * @param value the record value; null for a Kafka null value
 * @param headers the record headers; over HTTP {@code ce_x} becomes {@code ce-x}
 * @param code the expected reason
 * @param status the expected status over HTTP
 * @param overHttp whether the fault can be sent over HTTP as one candidate
 */
public record MalformedCandidate(
    String id,
    String family,
    Bytes key,
    Bytes value,
    List<RecordHeader> headers,
    ReasonCode code,
    int status,
    boolean overHttp) {

  /** The bytes of the key, null for none. */
  public byte[] keyBytes() {
    return key == null ? null : key.toArray();
  }

  /** The bytes of the value, null for none. */
  public byte[] valueBytes() {
    return value == null ? null : value.toArray();
  }

  /** The headers as Kafka has them. */
  public Headers kafkaHeaders() {
    Headers kafka = new RecordHeaders();
    for (RecordHeader header : headers) {
      kafka.add(header.name(), header.value() == null ? null : header.value().toArray());
    }
    return kafka;
  }

  /** Whether the fault can stand on one line of a JSON Lines file, where a blank line is none. */
  public boolean overFile() {
    if (value == null || !headers.isEmpty() || family.equals("key")) {
      return false;
    }
    String line = new String(value.toArray(), UTF_8);
    return !line.isBlank() && !line.contains("\n");
  }

  @Override
  public String toString() {
    return family + "/" + id;
  }
}
