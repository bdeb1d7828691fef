// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import org.apache.kafka.common.TopicPartition;

/** How one life of a {@link PollLoop} ended. */
public sealed interface LoopEnd {

  /** It was asked to; everything taken is acknowledged and committed. */
  record Closed() implements LoopEnd {}

  /**
   * A record met a bug of ours. It is dead-lettered and the position has moved on.
   *
   * @param partition where the record lies
   * @param offset its offset
   * @param errorClass what was thrown
   */
  record Poisoned(TopicPartition partition, long offset, String errorClass) implements LoopEnd {}

  /**
   * The broker, another service or a bug outside any record stood in the way. Nothing that was not
   * acknowledged is committed.
   *
   * @param reason class and place of the failure, never a value of a record
   * @param outage whether it may pass by itself
   */
  record Failed(String reason, boolean outage) implements LoopEnd {}

  /**
   * Another process runs under the same instance id; going on would only fence each other in turn.
   *
   * @param reason the broker's word
   */
  record Fenced(String reason) implements LoopEnd {}
}
