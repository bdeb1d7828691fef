// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Ids;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.Stage;
import dev.probity.topics.record.WindowType;
import dev.probity.topics.value.Bytes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Writes dead letters for one process: byte for byte, with the coded reason beside them. */
public final class RejectLetters implements DeadLetters {
  /** Stands in an alert where a model's digest would: the alert is about a process. */
  private static final String NO_MODEL = "0".repeat(64);

  private final TopicNames names;
  private final String service;
  private final String instance;
  private final String version;
  private final Stage stage;
  private final InstantSource clock;

  /**
   * Dead letters of one process.
   *
   * @param names the names of the topics in this installation
   * @param service the module
   * @param instance the process of the module
   * @param version the build of the module
   * @param stage what the process does, for bugs of its own
   * @param clock tells when a record failed
   */
  public RejectLetters(
      TopicNames names,
      String service,
      String instance,
      String version,
      Stage stage,
      InstantSource clock) {
    this.names = names;
    this.service = service;
    this.instance = instance;
    this.version = version;
    this.stage = stage;
    this.clock = clock;
  }

  @Override
  public ProducerRecord<byte[], byte[]> refused(
      ConsumerRecord<byte[], byte[]> original, Stage at, ReasonCode code, String reason) {
    return letter(reject(original, at, code, reason, 1));
  }

  /** The record of a reject that was made elsewhere, for example at a door. */
  public ProducerRecord<byte[], byte[]> letter(Reject reject) {
    return new ProducerRecord<>(
        names.of(Topics.REJECTS),
        null,
        array(reject.key()),
        array(reject.value()),
        DeadLetter.headers(reject));
  }

  @Override
  public List<ProducerRecord<byte[], byte[]>> internalError(
      ConsumerRecord<byte[], byte[]> original, String errorClass) {
    Instant now = clock.instant();
    String topic = names.withoutPrefix(original.topic());
    String position = topic + "-" + original.partition() + "@" + original.offset();
    Reject reject = reject(original, stage, ReasonCode.INTERNAL_ERROR, errorClass, 2);
    return List.of(
        letter(reject), alert(position, errorClass, now), entry(position, errorClass, now));
  }

  private Reject reject(
      ConsumerRecord<byte[], byte[]> original,
      Stage at,
      ReasonCode code,
      String reason,
      int attempts) {
    boolean timed = original.timestampType() != TimestampType.NO_TIMESTAMP_TYPE;
    return new Reject(
        code,
        DeadLetter.escaped(reason),
        at,
        names.withoutPrefix(original.topic()),
        original.partition(),
        original.offset(),
        timed && original.timestamp() >= 0 ? original.timestamp() : null,
        bytes(original.key()),
        bytes(original.value()),
        DeadLetter.copy(original.headers()),
        service,
        version,
        clock.instant(),
        attempts,
        DeadLetter.payloadSha256(original.value()));
  }

  private ProducerRecord<byte[], byte[]> alert(String position, String errorClass, Instant now) {
    SignalSeries series =
        new SignalSeries(
            service,
            NO_MODEL,
            SignalFamily.DQ,
            "internal-error",
            "",
            service,
            SignalKind.OBSERVED,
            WindowType.STREAM);
    Alert alert =
        new Alert(
            Ids.alert(series, position),
            series,
            AlertStatus.FIRING,
            Severity.CRITICAL,
            position,
            position,
            now,
            now,
            1,
            1,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            errorClass,
            null,
            null,
            List.of(),
            List.of(),
            null);
    return new ProducerRecord<>(
        names.of(Topics.ALERTS),
        null,
        Topics.ALERTS.keyCodec().encode(alert.key()),
        Topics.ALERTS.codec().encode(alert),
        EventHeaders.processAlert(alert, service, now));
  }

  private ProducerRecord<byte[], byte[]> entry(String position, String errorClass, Instant now) {
    return AuditPublisher.toRecord(
        names,
        new AuditEntry(
            EventType.PROCESS_ERROR,
            service,
            instance,
            service,
            now,
            null,
            null,
            null,
            null,
            Map.of(),
            Map.of("position", position, "version", version),
            errorClass));
  }

  private static @Nullable Bytes bytes(byte @Nullable [] content) {
    return content == null ? null : Bytes.copyOf(content);
  }

  private static byte @Nullable [] array(@Nullable Bytes bytes) {
    return bytes == null ? null : bytes.toArray();
  }
}
