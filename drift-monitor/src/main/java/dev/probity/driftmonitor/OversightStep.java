// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Stage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Sends on what people did about predictions; stops and words about alerts are not for windows. */
final class OversightStep implements InboundStep {

  @Override
  public void take(InboundRecord inbound, Exits exits) {
    switch (Codecs.OVERSIGHT.decode(inbound.valueBytes())) {
      case Decoded.Invalid<OversightDecision> invalid ->
          exits.refuse(inbound, Stage.DECODE, invalid.code(), invalid.describe());
      case Decoded.Valid<OversightDecision>(OversightDecision decision) ->
          take(decision, inbound, exits);
    }
  }

  private static void take(OversightDecision decision, InboundRecord inbound, Exits exits) {
    String candidateId = decision.candidateId();
    if (candidateId == null) {
      return;
    }
    @Nullable Double seconds = decision.reviewSeconds();
    exits.toStage(
        new Review(
            candidateId,
            decision.predictionId(),
            decision.action(),
            seconds == null ? Double.NaN : seconds,
            Instant.ofEpochMilli(inbound.timestamp())),
        inbound.timestamp());
  }
}
