// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.probity.topics.DeadLetter;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class RejectLettersTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  private final TopicNames names = TopicNames.withPrefix("acme.");
  private final RejectLetters letters =
      new RejectLetters(names, "scorer", "7", "1.0", Stage.SCORE, () -> NOW);

  private ConsumerRecord<byte[], byte[]> original(byte[] key, byte[] value) {
    ConsumerRecord<byte[], byte[]> original =
        new ConsumerRecord<>(names.of(Topics.CANDIDATES), 3, 41, key, value);
    original.headers().add("ce_id", "e-1".getBytes(UTF_8));
    original.headers().add("probity.dlq.reason-code", "forged".getBytes(UTF_8));
    return original;
  }

  private static Reject read(ProducerRecord<byte[], byte[]> letter) {
    Decoded<Reject> decoded = DeadLetter.read(letter.key(), letter.value(), letter.headers());
    return assertInstanceOf(Decoded.Valid.class, decoded).value() instanceof Reject reject
        ? reject
        : null;
  }

  private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  @Test
  void deadLetterIsTheOriginalByteForByteWithTheReasonBeside() {
    // Given
    byte[] key = "c-1".getBytes(UTF_8);
    byte[] value = {(byte) 0xff, 0, 1, '{'};

    // When
    ProducerRecord<byte[], byte[]> letter =
        letters.refused(original(key, value), Stage.DECODE, ReasonCode.BAD_UTF8, "at byte 0");

    // Then
    assertEquals("acme." + Topics.REJECTS.name(), letter.topic());
    assertArrayEquals(key, letter.key());
    assertArrayEquals(value, letter.value());
    Reject reject = read(letter);
    assertEquals(ReasonCode.BAD_UTF8, reject.reasonCode());
    assertEquals(Stage.DECODE, reject.stage());
    assertEquals(Topics.CANDIDATES.name(), reject.originalTopic());
    assertEquals(3, reject.originalPartition());
    assertEquals(41, reject.originalOffset());
    assertEquals("scorer", reject.service());
    assertEquals(NOW, reject.firstFailedAt());
    assertEquals(1, reject.attempts());
    assertEquals(DeadLetter.payloadSha256(value), reject.payloadSha256());
    assertEquals(2, reject.headers().size());
  }

  @Test
  void nullKeyAndNullValueStayNull() {
    // When
    ProducerRecord<byte[], byte[]> letter =
        letters.refused(original(null, null), Stage.DECODE, ReasonCode.SCHEMA, "null value");

    // Then
    assertNull(letter.key());
    assertNull(letter.value());
    assertNull(read(letter).value());
  }

  @Test
  void longReasonIsCut() {
    // When
    ProducerRecord<byte[], byte[]> letter =
        letters.refused(
            original(null, null), Stage.DECODE, ReasonCode.SCHEMA, "line\nline ".repeat(100));

    // Then
    assertEquals(512, read(letter).reason().length());
    assertFalse(read(letter).reason().contains("\n"));
  }

  @Test
  void bugLeavesADeadLetterACriticalAlertAndAnEntryForTheLedger() {
    // When
    List<ProducerRecord<byte[], byte[]>> records =
        letters.internalError(
            original("c-1".getBytes(UTF_8), "{}".getBytes(UTF_8)), "java.lang.Error at X.java:1");

    // Then
    assertEquals(3, records.size());
    Reject reject = read(records.get(0));
    assertEquals(ReasonCode.INTERNAL_ERROR, reject.reasonCode());
    assertEquals(Stage.SCORE, reject.stage());
    assertEquals(2, reject.attempts());
    assertEquals("acme." + Topics.ALERTS.name(), records.get(1).topic());
    Decoded<Alert> alert = Topics.ALERTS.codec().decode(records.get(1).value());
    assertEquals(Severity.CRITICAL, ((Decoded.Valid<Alert>) alert).value().severity());
    assertEquals("/probity/scorer", header(records.get(1), "ce_source"));
    assertNull(records.get(1).headers().lastHeader("probity-model-digest"));
    assertEquals("acme." + Topics.AUDIT.name(), records.get(2).topic());
    Decoded<AuditEntry> entry = Topics.AUDIT.codec().decode(records.get(2).value());
    AuditEntry told = ((Decoded.Valid<AuditEntry>) entry).value();
    assertEquals(EventType.PROCESS_ERROR, told.event());
    assertEquals(Topics.CANDIDATES.name() + "-3@41", told.details().get("position"));
    assertEquals("scorer/7", new String(records.get(2).key(), UTF_8));
  }

  @Test
  void publishedRejectIsDoneWhenTheBrokerSaysSo() {
    // Given
    RecordingProducer producer = new RecordingProducer(new ArrayList<>());
    producer.prompt = false;
    Reject reject =
        read(
            letters.refused(
                original(null, "x".getBytes(UTF_8)), Stage.DECODE, ReasonCode.SCHEMA, "not JSON"));

    // When
    CompletableFuture<Void> done = new RejectPublisher(producer, letters).publish(reject);

    // Then
    assertFalse(done.isDone());
    producer.completeNext();
    assertNull(done.getNow(null));
    assertEquals("acme." + Topics.REJECTS.name(), producer.history().getFirst().topic());
  }

  @Test
  void auditEntryFailsWhenTheBrokerRefusesIt() {
    // Given
    RecordingProducer producer = new RecordingProducer(new ArrayList<>());
    producer.prompt = false;
    AuditPublisher audit = new AuditPublisher(producer, names, "scorer", "7", () -> NOW);

    // When
    CompletableFuture<Void> started = audit.started(Map.of("version", "1.0"));
    CompletableFuture<Void> stopped = audit.stopped(Map.of());

    // Then
    producer.completeNext();
    producer.errorNext(new TimeoutException("late"));
    assertNull(started.getNow(null));
    assertEquals(true, stopped.isCompletedExceptionally());
    Decoded<AuditEntry> entry = Topics.AUDIT.codec().decode(producer.history().getFirst().value());
    assertEquals(EventType.PROCESS_STARTED, ((Decoded.Valid<AuditEntry>) entry).value().event());
  }
}
