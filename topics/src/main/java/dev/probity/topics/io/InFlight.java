// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.time.Duration;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * The records of one batch that are sent and not acknowledged yet. Every send goes through {@link
 * #send}, so none is without a callback; the first failure is kept and ends the wait.
 */
final class InFlight implements Callback {
  private final Producer<byte[], byte[]> producer;
  private int outstanding;
  private @Nullable Exception failure;

  InFlight(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  void send(ProducerRecord<byte[], byte[]> output) {
    synchronized (this) {
      outstanding++;
    }
    // The callback sees everything the future would; a synchronous refusal is thrown to the loop.
    var unused = producer.send(output, this);
  }

  @Override
  public synchronized void onCompletion(
      @Nullable RecordMetadata metadata, @Nullable Exception exception) {
    outstanding--;
    if (exception != null && failure == null) {
      failure = exception;
    }
    if (outstanding == 0 || failure != null) {
      notifyAll();
    }
  }

  /**
   * Waits until every send is acknowledged.
   *
   * @return whether all are; false when the time is over first
   * @throws KafkaException when a send failed
   */
  synchronized boolean acknowledgedWithin(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    long left = patience.toNanos();
    while (outstanding > 0 && failure == null && left > 0) {
      try {
        wait(left / 1_000_000, (int) (left % 1_000_000));
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
      left = deadline - System.nanoTime();
    }
    if (failure != null) {
      throw failure instanceof KafkaException kafka ? kafka : new KafkaException(failure);
    }
    return outstanding == 0;
  }
}
