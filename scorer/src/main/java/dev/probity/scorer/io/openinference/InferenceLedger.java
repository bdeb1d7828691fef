// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import dev.probity.topics.DeadLetter;
import dev.probity.topics.io.Acknowledgement;
import dev.probity.topics.io.AuditPublisher;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.RejectLetters;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.Stage;
import dev.probity.topics.value.Bytes;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/** Puts on record what a call came to when it did not come to predictions. */
final class InferenceLedger {
  /** Of a larger body only the digest is kept. */
  private static final int KEPT_BYTES = 1 << 20;

  /** Who says so. */
  static final String MODULE = "scorer";

  /** What these records call the door. */
  static final String DOOR = "open-inference";

  /** The detail that says whether it is open. */
  static final String LOADED = "loaded";

  private final Producer<byte[], byte[]> producer;
  private final KafkaSettings kafka;
  private final RejectLetters letters;
  private final String model;
  private final String version;
  private final InstantSource clock;

  /**
   * A ledger of one process.
   *
   * @param model the name of the model
   * @param version the build, for rejects
   */
  InferenceLedger(
      Producer<byte[], byte[]> producer,
      KafkaSettings kafka,
      String model,
      String version,
      InstantSource clock) {
    this.producer = producer;
    this.kafka = kafka;
    this.letters =
        new RejectLetters(kafka.names(), MODULE, kafka.instance(), version, Stage.DECODE, clock);
    this.model = model;
    this.version = version;
    this.clock = clock;
  }

  /** A request that is at fault itself; says whether the broker has it. */
  CompletableFuture<Boolean> refused(
      InferenceCall call, byte[] body, ReasonCode code, String reason) {
    Reject reject =
        new Reject(
            code,
            DeadLetter.escaped(reason),
            Stage.DECODE,
            call.door(),
            null,
            null,
            null,
            null,
            body.length > KEPT_BYTES ? null : Bytes.copyOf(body),
            List.of(),
            MODULE,
            version,
            clock.instant(),
            1,
            DeadLetter.payloadSha256(body));
    return sent(() -> Acknowledgement.of(producer, letters.letter(reject)));
  }

  /** An answer that did not come in time, or not any more. */
  CompletableFuture<Boolean> late(InferenceCall call, int rows, String why) {
    return entry(
        EventType.ANSWER_TIMED_OUT,
        call.caller(),
        Map.of(
            "door", call.door(),
            "request", call.requestId(),
            "rows", Integer.toString(rows),
            "why", why));
  }

  /** The door was opened or shut by a person. */
  CompletableFuture<Boolean> door(String caller, boolean open) {
    return entry(
        EventType.CONFIG_CHANGED, caller, Map.of("door", DOOR, LOADED, Boolean.toString(open)));
  }

  private CompletableFuture<Boolean> entry(
      EventType event, String caller, Map<String, String> details) {
    AuditEntry entry =
        new AuditEntry(
            event,
            MODULE,
            kafka.instance(),
            caller,
            clock.instant(),
            null,
            model,
            null,
            null,
            Map.of(),
            details,
            null);
    return sent(() -> Acknowledgement.of(producer, AuditPublisher.toRecord(kafka.names(), entry)));
  }

  private interface Send {
    CompletableFuture<Void> send();
  }

  private static CompletableFuture<Boolean> sent(Send send) {
    try {
      return send.send().handle((done, failure) -> failure == null);
    } catch (KafkaException away) {
      return CompletableFuture.completedFuture(false);
    }
  }
}
