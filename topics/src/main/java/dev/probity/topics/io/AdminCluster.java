// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Answers the gate's questions from a real cluster. */
final class AdminCluster implements TopicsReady.Cluster {
  private final Admin admin;
  private final String bootstrapServers;

  AdminCluster(Admin admin, String bootstrapServers) {
    this.admin = admin;
    this.bootstrapServers = bootstrapServers;
  }

  @Override
  public Map<String, Integer> partitions(Collection<String> topics) {
    Map<String, Integer> found = new HashMap<>();
    admin
        .describeTopics(topics)
        .topicNameValues()
        .forEach(
            (name, future) -> {
              try {
                found.put(name, TopicAdmin.answer(future).partitions().size());
              } catch (UnknownTopicOrPartitionException e) {
                // Absent from the answer, which is what the gate asks.
              }
            });
    return found;
  }

  @Override
  public Set<TopicPartition> silent(Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    ListOffsetsResult offsets = admin.listOffsets(latest);
    Set<TopicPartition> silent = new HashSet<>();
    for (TopicPartition partition : partitions) {
      try {
        TopicAdmin.answer(offsets.partitionResult(partition));
      } catch (RetriableException e) {
        silent.add(partition);
      }
    }
    return silent;
  }

  @Override
  public String described() {
    return bootstrapServers;
  }

  static void nap(Duration length) {
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
