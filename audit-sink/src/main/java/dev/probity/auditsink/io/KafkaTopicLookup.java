// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.entry.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InterruptException;

/** Asks the broker which partitions the audited topics have. */
final class KafkaTopicLookup implements TopicLookup {
  private static final int SECONDS = 10;

  private final Admin admin;
  private final List<String> topics;

  KafkaTopicLookup(Admin admin, List<String> topics) {
    this.admin = admin;
    this.topics = List.copyOf(topics);
  }

  @Override
  public Map<Source, String> partitions() {
    Map<Source, String> partitions = new HashMap<>();
    for (TopicDescription topic : describe().values()) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        Source source = new Source(topic.name(), partition.partition());
        partitions.put(source, topic.topicId().toString());
      }
    }
    return partitions;
  }

  private Map<String, TopicDescription> describe() {
    try {
      return admin.describeTopics(topics).allTopicNames().get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException cause) {
        throw cause;
      }
      throw new KafkaException("describing topics failed", e);
    } catch (TimeoutException e) {
      throw new org.apache.kafka.common.errors.TimeoutException("no answer", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
