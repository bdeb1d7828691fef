// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Stage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Sends on what people did about predictions and about alerts; stops are not for the monitor. */
final class OversightStep implements InboundStep {

  @Override
  public void take(InboundRecord inbound, Exits exits) {
    switch (Codecs.OVERSIGHT.decode(inbound.valueBytes())) {
      case Decoded.Invalid<OversightDecision> invalid ->
          exits.refuse(inbound, Stage.DECODE, invalid.code(), invalid.describe());
      case Decoded.Valid<OversightDecision>(OversightDecision decision) -> {
        StageInput input = input(decision, Instant.ofEpochMilli(inbound.timestamp()));
        if (input != null) {
          exits.toStage(input, inbound.timestamp());
        }
      }
    }
  }

  private static @Nullable StageInput input(OversightDecision decision, Instant time) {
    String alertId = decision.alertId();
    if (alertId != null) {
      return new AlertOrder(
          alertId, decision.actor(), decision.reason(), decision.silencedUntil(), time);
    }
    String candidateId = decision.candidateId();
    if (candidateId == null) {
      return null;
    }
    Double seconds = decision.reviewSeconds();
    return new Review(
        Pseudonym.of(candidateId),
        decision.predictionId(),
        decision.action(),
        seconds == null ? Double.NaN : seconds,
        time);
  }
}
