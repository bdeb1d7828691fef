// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseApproval;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Two operators: one asks for a model, the other lets it go. Both act on the record only. */
final class Governance {
  private static final String CHAMPION = "champion";
  private static final String MODULE = "local";

  private final Producer<byte[], byte[]> producer;
  private final TopicNames names;
  private final DemoRun.People people;
  private final InstantSource clock;

  Governance(
      Producer<byte[], byte[]> producer,
      TopicNames names,
      DemoRun.People people,
      InstantSource clock) {
    this.producer = producer;
    this.names = names;
    this.people = people;
    this.clock = clock;
  }

  /** Asks for a model trained on everything labelled so far. */
  void request(String requestId, String model) throws IOException, InterruptedException {
    Instant now = clock.instant();
    Retraining request =
        new Retraining(
            requestId,
            model,
            RetrainingState.REQUESTED,
            people.trains().subject(),
            "the demo's first model",
            null,
            null,
            List.of(),
            List.of(),
            Map.of(),
            null,
            null,
            now);
    send(
        new ProducerRecord<>(
            names.of(Topics.RETRAINING),
            null,
            Topics.RETRAINING.keyCodec().encode(request.key()),
            Topics.RETRAINING.codec().encode(request),
            EventHeaders.retraining(request, MODULE, now)));
  }

  /** Lets a registered release serve. */
  void promote(ModelRelease registered) throws IOException, InterruptedException {
    Instant now = clock.instant();
    String approver = people.approves().subject();
    ModelRelease promoted =
        new ModelRelease(
            registered.name(),
            ReleaseEvent.PROMOTED,
            CHAMPION,
            registered.version(),
            registered.digest(),
            registered.location(),
            registered.profile(),
            registered.profileDigest(),
            null,
            registered.manifest(),
            registered.lineage(),
            new ReleaseApproval(approver, now, "the demo approves what it trained"),
            approver,
            "first release of the demo",
            now);
    send(
        new ProducerRecord<>(
            names.of(Topics.MODELS),
            null,
            Topics.MODELS.keyCodec().encode(promoted.key()),
            Topics.MODELS.codec().encode(promoted),
            EventHeaders.release(promoted, MODULE, now)));
  }

  private void send(ProducerRecord<byte[], byte[]> record)
      throws IOException, InterruptedException {
    try {
      producer.send(record).get();
    } catch (ExecutionException e) {
      throw new IOException("the broker did not acknowledge an act of an operator", e.getCause());
    }
  }
}
