// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Positions whose outputs are acknowledged and which are not committed yet. */
final class Progress {
  private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

  /** Everything before these positions is acknowledged. */
  void acknowledged(Map<TopicPartition, OffsetAndMetadata> next, Collection<TopicPartition> owned) {
    next.forEach(
        (partition, position) -> {
          if (owned.contains(partition)) {
            uncommitted.put(partition, position);
          }
        });
  }

  boolean isCommitted() {
    return uncommitted.isEmpty();
  }

  Map<TopicPartition, OffsetAndMetadata> uncommitted() {
    return Map.copyOf(uncommitted);
  }

  void committed() {
    uncommitted.clear();
  }

  /** Another member owns these now; what it was not told it does again, to the same bytes. */
  void forget(Collection<TopicPartition> partitions) {
    uncommitted.keySet().removeAll(partitions);
  }
}
