// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.probity.ingest.AnswerView;
import dev.probity.ingest.BatchBook;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Nobody is told about a candidate before that is on record. */
class ReadOnRecordTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
  private final CompletableFuture<Void> acknowledgement = new CompletableFuture<>();
  private final IngestConfig config = IngestConfig.parse(Map.of("probity.instance.id", "it"));

  private CompletableFuture<Boolean> read() {
    RecordSender broker =
        record -> {
          sent.add(record);
          return acknowledgement;
        };
    AnswerFollower follower =
        new AnswerFollower(
            () -> fail("nothing is followed here"), config.kafka().names(), new AnswerView(10), 10);
    IngestService service =
        new IngestService(
            config,
            new ProfileShelf(List.of(), Map.of()),
            broker,
            follower,
            new BatchBook(1),
            IngestListener.SILENT,
            () -> NOW,
            () -> "id");
    return service.recordRead("auditor-1", "C-1", IngestService.CANDIDATE).toCompletableFuture();
  }

  @Test
  void theReadIsOnRecordUnderTheReadersNameOnceTheBrokerHasIt() {
    // Given
    CompletableFuture<Boolean> read = read();
    boolean before = read.isDone();

    // When
    acknowledgement.complete(null);

    // Then
    assertFalse(before, "answered before the acknowledgement");
    assertTrue(read.join());
    assertEquals(Topics.AUDIT.name(), sent.get(0).topic());
    AuditEntry entry =
        switch (Topics.AUDIT.codec().decode(sent.get(0).value())) {
          case Decoded.Valid<AuditEntry>(AuditEntry valid) -> valid;
          case Decoded.Invalid<AuditEntry> invalid -> fail(invalid.describe());
        };
    assertEquals(EventType.AUDIT_READ, entry.event());
    assertEquals("auditor-1", entry.actor());
    assertEquals("C-1", entry.subject());
    assertEquals(NOW, entry.at());
    assertEquals(Map.of("door", "GET /candidates/{id}"), entry.details());
  }

  @Test
  void nothingMayBeToldWhenTheBrokerDoesNotTakeTheRecord() {
    // Given
    CompletableFuture<Boolean> read = read();

    // When
    acknowledgement.completeExceptionally(new TimeoutException("no answer"));

    // Then
    assertFalse(read.join());
  }
}
