// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.DeadLetter;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import java.time.Instant;

/** Writes dead letters of this module; stream time stands for the clock. */
final class DeadLetterBox {
  static final String SERVICE = "drift-monitor";

  private final String version;

  DeadLetterBox(String version) {
    this.version = version;
  }

  /** The dead letter of a record, original bytes untouched. */
  Reject reject(InboundRecord inbound, Stage stage, ReasonCode code, String reason) {
    SourcePosition position = inbound.position();
    return new Reject(
        code,
        DeadLetter.escaped(reason),
        stage,
        position.topic(),
        position.partition(),
        position.offset(),
        inbound.timestamp(),
        inbound.key(),
        inbound.value(),
        DeadLetter.copy(inbound.headers()),
        SERVICE,
        version,
        Instant.ofEpochMilli(inbound.timestamp()),
        1,
        DeadLetter.payloadSha256(inbound.valueBytes()));
  }
}
