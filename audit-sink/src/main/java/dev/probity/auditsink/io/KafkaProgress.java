// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.flow.FlowAccounts.Done;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Asks the brokers how far the readers of the hops are, and how far what they wrote goes. */
final class KafkaProgress {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String SCORER = "probity-scorer";
  private static final String EXPLAINER = "probity-explainer";

  private final Admin admin;
  private final TopicNames names;
  private final List<String> written;

  KafkaProgress(Admin admin, TopicNames names) {
    this.admin = admin;
    this.names = names;
    this.written =
        List.of(Topics.PREDICTIONS, Topics.EXPLANATIONS, Topics.REJECTS).stream()
            .map(names::of)
            .toList();
  }

  /**
   * One look. The order matters: whatever came of a record below a committed offset was on its
   * topic before that offset was committed, so it lies below the ends that are read afterwards.
   *
   * @param done what scorer and explainer have committed
   * @param ends of the topics they write to
   */
  record Look(Done done, Map<TopicPartition, Long> ends) {}

  /**
   * Looks once.
   *
   * @throws KafkaException when the brokers do not answer
   */
  Look look() throws InterruptedException {
    try {
      Done done =
          new Done(
              committed(SCORER, names.of(Topics.CANDIDATES)),
              committed(EXPLAINER, names.of(Topics.PREDICTIONS)));
      return new Look(done, ends());
    } catch (ExecutionException | TimeoutException away) {
      throw new KafkaException("the brokers do not say how far their readers are", away);
    }
  }

  private Map<Integer, Long> committed(String group, String topic)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<Integer, Long> offsets = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> found =
        admin
            .listConsumerGroupOffsets(names.id(group))
            .partitionsToOffsetAndMetadata()
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    found.forEach(
        (partition, committed) -> {
          if (committed != null && partition.topic().equals(topic)) {
            offsets.put(partition.partition(), committed.offset());
          }
        });
    return offsets;
  }

  private Map<TopicPartition, Long> ends()
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, TopicDescription> topics =
        admin
            .describeTopics(written)
            .allTopicNames()
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    topics.forEach(
        (name, topic) ->
            topic
                .partitions()
                .forEach(
                    one ->
                        asked.put(new TopicPartition(name, one.partition()), OffsetSpec.latest())));
    return admin
        .listOffsets(asked)
        .all()
        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
  }
}
