// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.ModelRelease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Reads the models topic for a person, and puts what the person decided on it. */
public final class ReleaseDesk {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String MODULE = "local";

  private final KafkaSettings kafka;

  /** A desk over these brokers. */
  public ReleaseDesk(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * A record of the models topic and where it stands.
   *
   * @param release the record
   * @param partition its partition
   * @param offset its offset
   */
  public record Said(ModelRelease release, int partition, long offset) {
    /** Where it stands, as evidence is quoted: topic, partition and offset. */
    public String place() {
      return Topics.MODELS.name() + " " + partition + "@" + offset;
    }
  }

  /** All records of the models topic, oldest first; those nobody can read are passed over. */
  public List<ModelRelease> records() {
    return said().stream().map(Said::release).toList();
  }

  /** The same, with where each stands. */
  public List<Said> said() {
    List<Said> records = new ArrayList<>();
    new TopicReader(() -> new KafkaConsumer<>(kafka.consumer("releases")), PATIENCE)
        .readAll(
            kafka.names().of(Topics.MODELS),
            record -> {
              if (Topics.MODELS.codec().decode(record.value())
                  instanceof Decoded.Valid<ModelRelease>(ModelRelease release)) {
                records.add(new Said(release, record.partition(), record.offset()));
              }
            });
    return records;
  }

  /** Says what was decided; returns when the broker has it. */
  public void announce(ModelRelease release) throws InterruptedException {
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("releases"))) {
      producer
          .send(
              new ProducerRecord<>(
                  kafka.names().of(Topics.MODELS),
                  null,
                  Topics.MODELS.keyCodec().encode(release.key()),
                  Topics.MODELS.codec().encode(release),
                  EventHeaders.release(release, MODULE, release.at())))
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "the broker did not confirm; see with probity model list what it has", e);
    }
  }
}
