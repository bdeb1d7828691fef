// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.Acknowledgement;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Retraining;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Reads what releases there are, and says what a training has come to. */
final class ReleaseTopic {
  private static final String MODULE = "trainer";

  private final TopicNames names;
  private final Duration patience;

  ReleaseTopic(TopicNames names, Duration patience) {
    this.names = names;
    this.patience = patience;
  }

  /** All records of the models topic, oldest first; those nobody can read are passed over. */
  List<ModelRelease> read(TopicReader reader) {
    List<ModelRelease> releases = new ArrayList<>();
    reader.readAll(
        names.of(Topics.MODELS),
        record -> {
          if (Topics.MODELS.codec().decode(record.value())
              instanceof Decoded.Valid<ModelRelease>(ModelRelease release)) {
            releases.add(release);
          }
        });
    return releases;
  }

  /** Says what happened to a release; returns when the broker has it. */
  void announce(Producer<byte[], byte[]> producer, ModelRelease release) throws OutageException {
    Headers headers = EventHeaders.release(release, MODULE, release.at());
    await(
        Acknowledgement.of(
            producer,
            new ProducerRecord<>(
                names.of(Topics.MODELS),
                null,
                Topics.MODELS.keyCodec().encode(release.key()),
                Topics.MODELS.codec().encode(release),
                headers)));
  }

  /** Says how far a request has come; returns when the broker has it. */
  void announce(Producer<byte[], byte[]> producer, Retraining step) throws OutageException {
    Headers headers = EventHeaders.retraining(step, MODULE, step.at());
    await(
        Acknowledgement.of(
            producer,
            new ProducerRecord<>(
                names.of(Topics.RETRAINING),
                null,
                Topics.RETRAINING.keyCodec().encode(step.key()),
                Topics.RETRAINING.codec().encode(step),
                headers)));
  }

  private void await(CompletableFuture<Void> acknowledged) throws OutageException {
    try {
      acknowledged.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new OutageException("the broker does not take the trainer's records", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutageException("stopped while waiting for the broker", e);
    }
  }
}
