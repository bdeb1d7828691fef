// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.IntakeResult;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.record.RecordHeader;
import dev.probity.topics.record.Reject;
import dev.probity.topics.value.Bytes;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Makes the dead letter of whatever a door refuses: original bytes, coded reason. */
final class Refusals {
  private final TopicNames names;
  private final String version;

  Refusals(TopicNames names, String version) {
    this.names = names;
    this.version = version;
  }

  /**
   * The dead letter of one refusal.
   *
   * @param origin the door, for example {@code http:/candidates}
   * @param value the bytes as they came; null when only their digest is kept
   * @param digest the SHA-256 of the bytes read
   */
  ProducerRecord<byte[], byte[]> record(
      String origin,
      byte @Nullable [] value,
      String digest,
      List<RecordHeader> headers,
      IntakeResult.Refused refusal,
      Instant at) {
    Reject reject =
        new Reject(
            refusal.code(),
            DeadLetter.escaped(refusal.reason()),
            refusal.stage(),
            origin,
            null,
            null,
            null,
            null,
            value == null ? null : Bytes.copyOf(value),
            headers,
            "ingest",
            version,
            at,
            1,
            digest);
    return new ProducerRecord<>(
        names.of(Topics.REJECTS), null, null, null, value, DeadLetter.headers(reject));
  }
}
