// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.entry.Source;
import java.util.Map;

/** What the broker says of the audited topics. */
@FunctionalInterface
interface TopicLookup {
  /**
   * Every partition that exists, with the id of its topic.
   *
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  Map<Source, String> partitions();
}
