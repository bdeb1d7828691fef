// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.record.Reject;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;

/** Puts rejects on the rejects topic outside a {@link PollLoop}, such as refusals at a door. */
public final class RejectPublisher {
  private final Producer<byte[], byte[]> producer;
  private final RejectLetters letters;

  /**
   * Rejects of one process.
   *
   * @param producer idempotent and acknowledged by all replicas; stays the caller's
   * @param letters how a reject is written
   */
  public RejectPublisher(Producer<byte[], byte[]> producer, RejectLetters letters) {
    this.producer = producer;
    this.letters = letters;
  }

  /** Sends the reject; the future ends with the broker's acknowledgement, or with its refusal. */
  public CompletableFuture<Void> publish(Reject reject) {
    return Acknowledgement.of(producer, letters.letter(reject));
  }
}
