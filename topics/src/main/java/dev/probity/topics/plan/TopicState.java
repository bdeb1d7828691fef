// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.plan;

import dev.probity.topics.value.Check;
import java.util.Map;

/**
 * A topic as the cluster has it.
 *
 * @param partitions the number of partitions
 * @param configs the values in force, by Kafka's names
 */
public record TopicState(int partitions, Map<String, String> configs) {
  /** Checks and copies the components. */
  public TopicState {
    Check.that(partitions >= 1, "partitions", "1 or more");
    configs = Map.copyOf(configs);
  }
}
