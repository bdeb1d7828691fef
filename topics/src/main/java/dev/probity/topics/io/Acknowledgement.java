// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A single send whose outcome somebody waits for. */
public final class Acknowledgement {
  private Acknowledgement() {}

  /** Sends the record; the future ends with the broker's acknowledgement, or with its refusal. */
  public static CompletableFuture<Void> of(
      Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> output) {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    var unused =
        producer.send(
            output,
            (metadata, failure) -> {
              if (failure == null) {
                acknowledged.complete(null);
              } else {
                acknowledged.completeExceptionally(failure);
              }
            });
    return acknowledged;
  }
}
