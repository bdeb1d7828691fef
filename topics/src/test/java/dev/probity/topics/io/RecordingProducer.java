// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka's fake producer, writing down sends and acknowledgements. With {@code prompt} the broker
 * answers each send at once, otherwise when the test says so.
 */
final class RecordingProducer extends MockProducer<byte[], byte[]> {
  private final List<String> events;
  boolean prompt = true;
  int unacknowledged;

  RecordingProducer(List<String> events) {
    super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    this.events = events;
  }

  @Override
  public synchronized Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> output, Callback callback) {
    String text = new String(output.value(), UTF_8);
    events.add("send " + text);
    unacknowledged++;
    Future<RecordMetadata> future =
        super.send(
            output,
            (metadata, failure) -> {
              unacknowledged--;
              events.add((failure == null ? "ack " : "fail ") + text);
              callback.onCompletion(metadata, failure);
            });
    if (prompt) {
      completeNext();
    }
    return future;
  }

  @Override
  public void close(Duration timeout) {
    events.add("producer closed within " + timeout);
    super.close(timeout);
  }
}
