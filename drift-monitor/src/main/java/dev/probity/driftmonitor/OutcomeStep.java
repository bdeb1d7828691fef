// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.EventReader;
import dev.probity.topics.InboundEvent;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.profile.Label;
import dev.probity.topics.profile.Violation;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.Stage;
import java.time.Instant;

/** Derives the label of an outcome and sends it on; outcomes of past cases are skipped. */
final class OutcomeStep implements InboundStep {
  private final TopologyParts parts;
  private final EventReader reader = EventReader.of(Topics.OUTCOMES);

  OutcomeStep(TopologyParts parts) {
    this.parts = parts;
  }

  @Override
  public void take(InboundRecord inbound, Exits exits) {
    byte[] value = inbound.valueBytes();
    switch (reader.read(inbound.position(), inbound.keyText(), value, inbound.headers())) {
      case Decoded.Invalid<InboundEvent> invalid ->
          exits.refuse(inbound, Stage.DECODE, invalid.code(), invalid.describe());
      case Decoded.Valid<InboundEvent>(InboundEvent event) -> {
        if (event.purpose() == Purpose.HISTORY) {
          exits.note(Note.OUTCOME_SKIPPED);
        } else {
          take(inbound, Codecs.OUTCOME.decode(event.data(value)), exits);
        }
      }
    }
  }

  private void take(InboundRecord inbound, Decoded<Outcome> decoded, Exits exits) {
    switch (decoded) {
      case Decoded.Invalid<Outcome> invalid ->
          exits.refuse(inbound, Stage.DECODE, invalid.code(), invalid.describe());
      case Decoded.Valid<Outcome>(Outcome outcome) -> {
        switch (parts.profile().target().label(outcome.observed())) {
          case Label.Unknown(Violation violation) -> {
            if (outcome.observed().containsKey(parts.profile().target().source())) {
              exits.refuse(inbound, Stage.VALIDATE, violation.code(), violation.words());
            } else {
              exits.note(Note.OUTCOME_OTHER);
            }
          }
          case Label.Known known ->
              exits.toStage(
                  new Truth(
                      Pseudonym.of(outcome.candidateId()),
                      outcome.predictionId(),
                      known.positive(),
                      outcome.observedAt(),
                      Instant.ofEpochMilli(inbound.timestamp()),
                      inbound.position()),
                  inbound.timestamp());
        }
      }
    }
  }
}
