// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Signal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/** Reads where alerts and figures stand, and puts people's word on alerts on the topic. */
public final class AlertDesk {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaSettings kafka;
  private final InstantSource clock;
  private final TopicReader reader;

  /**
   * A desk over these brokers.
   *
   * @param clock tells when something is ordered
   */
  public AlertDesk(KafkaSettings kafka, InstantSource clock) {
    this.kafka = kafka;
    this.clock = clock;
    this.reader = new TopicReader(() -> new KafkaConsumer<>(kafka.consumer("alerts")), PATIENCE);
  }

  /** Where the alert of each series stands, by series. */
  public List<Alert> alerts() {
    return List.copyOf(newest(Topics.ALERTS).values());
  }

  /** The newest row of each series, by series. */
  public List<Signal> signals() {
    return List.copyOf(newest(Topics.SIGNALS).values());
  }

  private <V> SortedMap<String, V> newest(Topic<String, V> topic) {
    SortedMap<String, V> newest = new TreeMap<>();
    reader.readAll(
        kafka.names().of(topic),
        one -> {
          if (topic.keyCodec().decode(one.key()) instanceof Decoded.Valid<String>(String key)
              && topic.codec().decode(one.value()) instanceof Decoded.Valid<V>(V value)) {
            newest.put(key, value);
          }
        });
    return newest;
  }

  /**
   * Takes note of an alert, or silences it, and waits until the monitor tells the alert with it.
   *
   * @param alertId the alert
   * @param actor who, the subject of the token
   * @param reason why
   * @param until until when notifications stay away; null to take note only
   * @param patience how long to wait
   * @return the alert as the monitor tells it; empty when it did not in time, the word stands all
   *     the same
   */
  public Optional<Alert> order(
      String alertId, String actor, String reason, @Nullable Instant until, Duration patience)
      throws InterruptedException {
    OversightDecision word =
        new OversightDecision(
            until == null ? OversightAction.ACKNOWLEDGED : OversightAction.SILENCED,
            actor,
            reason,
            clock.instant(),
            null,
            null,
            null,
            null,
            null,
            alertId,
            until,
            null);
    return new SpokenOrder(kafka, clock)
        .answered(
            word,
            Topics.ALERTS,
            alert ->
                alert.alertId().equals(alertId)
                    && actor.equals(alert.acknowledgedBy())
                    && (until == null
                        || Objects.equals(word.silencedUntil(), alert.silencedUntil())),
            patience);
  }
}
