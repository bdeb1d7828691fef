// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What a stage does with the records of one poll. Every method is called on the one thread of the
 * {@link PollLoop}.
 *
 * <p>A step must be repeatable: handed the same record again it answers with the same bytes,
 * because after a crash, a lost partition or an outage the loop hands it over again. A record that
 * cannot be handled is {@link Handled.Refused}. An environment that fails is an {@link
 * OutageException}: the loop pauses and tries the same batch again. Anything else that is thrown is
 * a bug: the loop finds the record that causes it, dead-letters it as {@code internal-error} and
 * ends.
 */
public interface BatchStep {

  /**
   * Partitions newly assigned to this member, each with the offset of the next record it will hand
   * over. Called before any of their records; the place to rebuild what is kept per partition.
   */
  default void assigned(Map<TopicPartition, Long> nextOffsets) {}

  /** Partitions taken away; what was acknowledged is committed already. */
  default void revoked(Set<TopicPartition> partitions) {}

  /**
   * Records that must be acknowledged before any record of the coming batch is handled, such as the
   * switch to another model. Usually none.
   *
   * @param nextOffsets for every assigned partition the offset of the next record to be handled
   * @throws OutageException when the environment, not a record, stands in the way
   */
  default List<ProducerRecord<byte[], byte[]>> before(Map<TopicPartition, Long> nextOffsets)
      throws OutageException {
    return List.of();
  }

  /**
   * Handles the records of one poll.
   *
   * @param batch at least one record; within a partition in the order of the offsets
   * @return one answer per record, in the batch's order
   * @throws OutageException when the environment, not a record, stands in the way
   */
  List<Handled> handle(List<ConsumerRecord<byte[], byte[]>> batch) throws OutageException;

  /** The broker has acknowledged everything that came of the batch handled last. */
  default void acknowledged() {}
}
