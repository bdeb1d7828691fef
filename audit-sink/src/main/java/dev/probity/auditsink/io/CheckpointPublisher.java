// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.SignedNote;

/** Puts a signed head where the database's administrator cannot reach it. */
@FunctionalInterface
interface CheckpointPublisher {
  /**
   * Returns when the head is durable there.
   *
   * @throws org.apache.kafka.common.KafkaException when it could not be published
   */
  void publish(Checkpoint checkpoint, SignedNote note) throws InterruptedException;
}
