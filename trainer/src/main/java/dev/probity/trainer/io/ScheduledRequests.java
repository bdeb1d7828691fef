// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import dev.probity.trainer.RetrainingSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Puts a request on the retraining topic when the schedule says that one is due. It is carried out
 * like anybody's: its offsets are fixed when it is asked for, and its result is registered only.
 */
final class ScheduledRequests {
  private static final System.Logger LOG = System.getLogger(ScheduledRequests.class.getName());
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
  private static final String ACTOR = "trainer";

  private final RetrainingSchedule schedule;
  private final TrainerClients clients;
  private final TopicNames names;
  private final ReleaseTopic topic;
  private final Duration patience;
  private final InstantSource clock;
  private final Instant since;
  private @Nullable Instant looked;

  ScheduledRequests(
      RetrainingSchedule schedule,
      TrainerClients clients,
      TopicNames names,
      Duration patience,
      InstantSource clock) {
    this.schedule = schedule;
    this.clients = clients;
    this.names = names;
    this.topic = new ReleaseTopic(names, patience);
    this.patience = patience;
    this.clock = clock;
    this.since = clock.instant();
  }

  /**
   * Looks whether a training is due, at most once a minute, and asks for it.
   *
   * @throws OutageException when the broker does not answer
   */
  void look() throws OutageException {
    Instant now = clock.instant();
    Instant before = looked;
    if (!schedule.isWanted() || (before != null && now.isBefore(before.plus(BETWEEN_LOOKS)))) {
      return;
    }
    looked = now;
    try {
      Map<String, OffsetRange> whole = whole();
      String reason = schedule.due(history(), ends(whole), since, now);
      if (reason != null) {
        ask(reason, whole, now);
      }
    } catch (KafkaException e) {
      throw new OutageException("the broker does not say whether a training is due", e);
    }
  }

  private List<Retraining> history() {
    List<Retraining> history = new ArrayList<>();
    new TopicReader(clients::replay, patience)
        .readAll(
            names.of(Topics.RETRAINING),
            record -> {
              if (Topics.RETRAINING.codec().decode(record.value())
                  instanceof Decoded.Valid<Retraining>(Retraining step)) {
                history.add(step);
              }
            });
    return history;
  }

  /** Everything the topics of a training hold now, by topic-partition as a request names it. */
  private Map<String, OffsetRange> whole() {
    Map<String, OffsetRange> whole = new TreeMap<>();
    try (Consumer<byte[], byte[]> consumer = clients.replay()) {
      for (Topic<?, ?> one : List.of(Topics.CANDIDATES, Topics.OUTCOMES)) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (PartitionInfo info : consumer.partitionsFor(names.of(one), patience)) {
          partitions.add(new TopicPartition(info.topic(), info.partition()));
        }
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, patience);
        consumer
            .endOffsets(partitions, patience)
            .forEach(
                (where, end) ->
                    whole.put(
                        one.name() + "-" + where.partition(),
                        new OffsetRange(begins.getOrDefault(where, 0L), end)));
      }
    }
    return whole;
  }

  private static Map<String, Long> ends(Map<String, OffsetRange> whole) {
    Map<String, Long> ends = new TreeMap<>();
    String outcomes = Topics.OUTCOMES.name() + "-";
    whole.forEach(
        (where, range) -> {
          if (where.startsWith(outcomes)) {
            ends.put(where, range.to());
          }
        });
    return ends;
  }

  private void ask(String reason, Map<String, OffsetRange> whole, Instant now)
      throws OutageException {
    long outcomes = ends(whole).values().stream().mapToLong(Long::longValue).sum();
    Retraining asked =
        new Retraining(
            "scheduled-" + schedule.model() + "-" + outcomes,
            schedule.model(),
            RetrainingState.REQUESTED,
            ACTOR,
            reason,
            null,
            null,
            List.of(),
            List.of(),
            whole,
            null,
            null,
            now);
    try (Producer<byte[], byte[]> producer = clients.producer()) {
      topic.announce(producer, asked);
    }
    LOG.log(System.Logger.Level.INFO, "training asked for; reason={0}", reason);
  }
}
