// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.IntakeResult;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way to the broker. Counts what is acknowledged; the first record that is not
 * stops the run, and the rows before it stay in, to be repeated under the same event ids.
 */
final class FileRun {
  private static final String DOOR = "file";

  private final Producer<byte[], byte[]> producer;
  private final FileRecords records;
  private final IngestListener listener;
  private final RejectsFile rejects;
  private final RefusedLines recorded;
  private final Path file;
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong outcomes = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private long read;

  FileRun(
      Producer<byte[], byte[]> producer,
      FileRecords records,
      IngestListener listener,
      RejectsFile rejects,
      RefusedLines recorded,
      Path file) {
    this.producer = producer;
    this.records = records;
    this.listener = listener;
    this.rejects = rejects;
    this.recorded = recorded;
    this.file = file;
  }

  String eventId(long line) {
    return records.eventId(line);
  }

  void accept(long line, Candidate candidate, Instant now) {
    read++;
    send(
        records.candidate(line, candidate, now),
        () -> {
          accepted.incrementAndGet();
          listener.accepted(DOOR);
        });
  }

  void outcome(long line, Outcome outcome, Instant now) {
    send(records.outcome(line, outcome, now), outcomes::incrementAndGet);
  }

  void refuse(long line, byte[] row, IntakeResult.Refused refused, Instant now) {
    read++;
    rejects.add(line, refused);
    if (recorded.holds(line)) {
      rejected.incrementAndGet();
      return;
    }
    send(
        records.refusal(row, refused, now),
        () -> {
          remember(line);
          rejected.incrementAndGet();
          listener.refused(DOOR, refused.stage(), refused.code());
        });
  }

  private void remember(long line) {
    try {
      recorded.add(line);
    } catch (IOException e) {
      failure.compareAndSet(null, e);
    }
  }

  private void send(ProducerRecord<byte[], byte[]> record, Runnable acknowledged) {
    check();
    var unused =
        producer.send(
            record,
            (metadata, error) -> {
              if (error == null) {
                acknowledged.run();
              } else {
                failure.compareAndSet(null, error);
              }
            });
  }

  private void check() {
    Exception error = failure.get();
    if (error != null) {
      throw new UncheckedIOException(
          "the broker did not acknowledge a row of "
              + file
              + "\nMaybe it is away; take the file in again, rows already in are decided once",
          new IOException(error));
    }
  }

  FileReport finish(List<String> ignored) throws IOException {
    producer.flush();
    check();
    recorded.finished();
    return new FileReport(read, accepted.get(), outcomes.get(), rejected.get(), ignored);
  }
}
