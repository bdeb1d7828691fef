// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.CandidateEvent;
import dev.probity.topics.record.Withdrawal;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The records of candidates and withdrawals, the same through whatever door they came. */
final class CandidateEvents {
  private CandidateEvents() {}

  /**
   * One event as its record.
   *
   * @param id the id of the event; with the source it names it
   * @param source who says so, a URI
   * @param time when it happened
   */
  static ProducerRecord<byte[], byte[]> record(
      TopicNames names, CandidateEvent event, String id, String source, Instant time, Trace trace) {
    byte[] key = Topics.CANDIDATES.keyCodec().encode(event.key());
    String topic = names.of(Topics.CANDIDATES);
    return switch (event) {
      case Candidate candidate ->
          new ProducerRecord<>(
              topic,
              null,
              key,
              Topics.CANDIDATES.codec().encode(candidate),
              EventHeaders.candidate(candidate, id, source, time, trace));
      case Withdrawal withdrawal ->
          new ProducerRecord<>(
              topic,
              null,
              key,
              Codecs.WITHDRAWAL.encode(withdrawal),
              EventHeaders.withdrawal(withdrawal, id, source, time, trace));
    };
  }
}
