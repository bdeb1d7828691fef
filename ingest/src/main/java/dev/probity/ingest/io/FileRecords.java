// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.IntakeResult;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The records of one file; the same file gives the same event ids. */
final class FileRecords {
  static final String SOURCE = "/probity/ingest";
  static final String ORIGIN = "file:/candidates";

  private final TopicNames names;
  private final String digest;
  private final Refusals refusals;

  FileRecords(TopicNames names, String digest) {
    this.names = names;
    this.digest = digest;
    this.refusals = new Refusals(names, IngestService.version());
  }

  String eventId(long line) {
    return digest + "-" + line;
  }

  ProducerRecord<byte[], byte[]> candidate(long line, Candidate candidate, Instant now) {
    return CandidateEvents.record(names, candidate, eventId(line), SOURCE, now, Trace.NONE);
  }

  ProducerRecord<byte[], byte[]> outcome(long line, Outcome outcome, Instant now) {
    return new ProducerRecord<>(
        names.of(Topics.OUTCOMES),
        null,
        Topics.OUTCOMES.keyCodec().encode(outcome.key()),
        Topics.OUTCOMES.codec().encode(outcome),
        EventHeaders.outcome(outcome, eventId(line) + "-outcome", SOURCE, now, Trace.NONE));
  }

  ProducerRecord<byte[], byte[]> refusal(byte[] row, IntakeResult.Refused refused, Instant now) {
    return refusals.record(ORIGIN, row, DeadLetter.payloadSha256(row), List.of(), refused, now);
  }
}
