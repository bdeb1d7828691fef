// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.Acknowledgement;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** The checkpoints topic as an anchor. */
final class KafkaCheckpoints implements CheckpointPublisher {
  static final String NAME = "kafka";
  private static final int SECONDS = 20;

  private final Producer<byte[], byte[]> producer;
  private final TopicNames names;
  private final InstantSource clock;

  KafkaCheckpoints(Producer<byte[], byte[]> producer, TopicNames names, InstantSource clock) {
    this.producer = producer;
    this.names = names;
    this.clock = clock;
  }

  @Override
  public void publish(Checkpoint checkpoint, SignedNote note) throws InterruptedException {
    String text = new String(note.toBytes(), UTF_8);
    var head =
        new dev.probity.topics.record.Checkpoint(
            checkpoint.origin(), checkpoint.size(), checkpoint.root().base64(), text);
    ProducerRecord<byte[], byte[]> output =
        new ProducerRecord<>(
            names.of(Topics.CHECKPOINTS),
            null,
            Topics.CHECKPOINTS.keyCodec().encode(head.key()),
            Topics.CHECKPOINTS.codec().encode(head),
            EventHeaders.checkpoint(head, clock.instant()));
    try {
      Acknowledgement.of(producer, output).get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException("checkpoint " + checkpoint.size() + " was not published", e);
    } catch (TimeoutException e) {
      throw new KafkaException("checkpoint " + checkpoint.size() + " was not acknowledged", e);
    }
  }
}
