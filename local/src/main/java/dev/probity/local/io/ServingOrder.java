// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.ReleaseEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A person's order to stop or resume a model: put on the oversight topic, then waited for until a
 * scorer says on the models topic that it is carried out.
 */
public final class ServingOrder {
  private final KafkaSettings kafka;
  private final InstantSource clock;

  /**
   * Orders over these brokers.
   *
   * @param clock tells when it is ordered
   */
  public ServingOrder(KafkaSettings kafka, InstantSource clock) {
    this.kafka = kafka;
    this.clock = clock;
  }

  /**
   * What came of an order.
   *
   * @param state what the scorer acknowledged
   * @param took from the order on the topic to the acknowledgement on the topic
   */
  public record Acknowledged(ModelRelease state, Duration took) {}

  /**
   * Gives an order and waits.
   *
   * @param action {@code HALTED} or {@code RESUMED}
   * @param model the name of the model
   * @param actor who orders it
   * @param reason why
   * @param patience how long to wait for the acknowledgement
   * @return the acknowledgement; empty when none came in time, the order stands all the same
   */
  public Optional<Acknowledged> give(
      OversightAction action, String model, String actor, String reason, Duration patience)
      throws InterruptedException {
    OversightDecision order =
        new OversightDecision(
            action,
            actor,
            reason,
            clock.instant(),
            null,
            null,
            null,
            null,
            model,
            null,
            null,
            null);
    ReleaseEvent wanted =
        action == OversightAction.HALTED ? ReleaseEvent.STOPPED : ReleaseEvent.SERVING;
    return new SpokenOrder(kafka, clock)
        .answered(
            order,
            Topics.MODELS,
            state -> state.event() == wanted && state.name().equals(model),
            patience)
        .map(
            state -> new Acknowledged(state, Duration.between(order.decidedAt(), clock.instant())));
  }
}
