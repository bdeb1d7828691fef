// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;

/**
 * Where a record stands in the stream. The name of the topic is the one of the contract, without
 * the prefix of an installation, so that ids and values do not depend on it.
 *
 * @param topic the name of the topic without prefix
 * @param partition the partition, from 0
 * @param offset the offset in the partition, from 0
 */
public record SourcePosition(String topic, int partition, long offset) {

  /** Checks and copies the components. */
  public SourcePosition {
    Check.text(topic, "topic");
    Check.that(partition >= 0, "partition", "0 or more");
    Check.count(offset, "offset");
  }

  /** The position as text, for example {@code probity.candidates.v1-2@41}. */
  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
