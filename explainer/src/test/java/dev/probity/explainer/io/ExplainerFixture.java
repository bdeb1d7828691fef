// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import dev.probity.explainer.FixedReleases;
import dev.probity.explainer.PredictionReader;
import dev.probity.model.ScoringModel;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.shap.TreeShap;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.InMemoryKafka;
import dev.probity.topics.io.Intake;
import dev.probity.topics.io.LoopEnd;
import dev.probity.topics.io.LoopSettings;
import dev.probity.topics.io.PollLoop;
import dev.probity.topics.io.RejectLetters;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** An explainer between topics in memory; a life is one run of the poll loop. */
final class ExplainerFixture {
  static final TopicNames NAMES = TopicNames.withPrefix("acme.");
  static final String PREDICTIONS = NAMES.of(Topics.PREDICTIONS);
  static final String EXPLANATIONS = NAMES.of(Topics.EXPLANATIONS);
  static final String REJECTS = NAMES.of(Topics.REJECTS);
  static final String MODELS = NAMES.of(Topics.MODELS);
  static final Instant SENT = Instant.ofEpochMilli(1_762_050_000_000L);

  final InMemoryKafka kafka = new InMemoryKafka();
  final InMemoryModelStore store = new InMemoryModelStore();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ExplainerMeters meters = new ExplainerMeters(registry);
  private Instant now = SENT;

  ExplainerFixture() {
    kafka.topic(PREDICTIONS, 2).topic(EXPLANATIONS, 2).topic(REJECTS, 1).topic(MODELS, 1);
  }

  /** Stores a release and answers it as explainers load it. */
  ScoringModel store(ScoringModel made) {
    Map<String, byte[]> files = FixedReleases.files(made);
    Bundle bundle = FixedReleases.load(files);
    store.bundles.put(bundle.digest().hex(), files);
    return bundle.model();
  }

  void announce(ScoringModel model) {
    String digest = model.digest().hex();
    ModelRelease release =
        new ModelRelease(
            model.name(),
            ReleaseEvent.PROMOTED,
            "champion",
            "v1",
            digest,
            digest,
            model.profile(),
            FixedReleases.APPRENTICES.digest(),
            null,
            null,
            null,
            null,
            "operator-1",
            null,
            SENT);
    kafka.append(
        new ProducerRecord<>(
            MODELS,
            null,
            release.key().getBytes(StandardCharsets.UTF_8),
            Topics.MODELS.codec().encode(release)));
  }

  void send(int partition, Prediction prediction) {
    kafka.append(
        new ProducerRecord<>(
            PREDICTIONS,
            partition,
            Topics.PREDICTIONS.keyCodec().encode(prediction.key()),
            Topics.PREDICTIONS.codec().encode(prediction),
            EventHeaders.prediction(prediction, SENT, Trace.NONE)));
  }

  void sendRaw(byte[] key, byte[] value) {
    kafka.append(new ProducerRecord<>(PREDICTIONS, 0, key, value));
  }

  /** One life: takes what there is and ends; turns run between polls. */
  LoopEnd live(Runnable... turns) {
    now = now.plusSeconds(60);
    InstantSource clock = InstantSource.fixed(now);
    MockConsumer<byte[], byte[]> consumer = kafka.consumer();
    Releases releases =
        new Releases(
            store,
            () -> List.of(FixedReleases.key().trusted()),
            FixedReleases.APPRENTICES,
            CatalogueFile.shipped(),
            TreeShap.TABLE_BUDGET,
            new TopicReader(kafka::consumer, Duration.ofSeconds(1)),
            MODELS);
    LoopSettings usual = LoopSettings.reading(List.of(PREDICTIONS));
    PollLoop loop =
        new PollLoop(
            new LoopSettings(
                usual.topics(),
                Duration.ofMillis(1),
                Duration.ZERO,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                usual.outage()),
            consumer,
            kafka.producer(),
            new ExplainerStep(
                NAMES,
                new PredictionReader(FixedReleases.APPRENTICES.name()),
                releases,
                meters,
                clock),
            new RejectLetters(NAMES, "explainer", "1", "test", Stage.EXPLAIN, clock),
            new Intake(),
            meters,
            new Random(1));
    consumer.schedulePollTask(
        () ->
            kafka.assign(
                consumer, new TopicPartition(PREDICTIONS, 0), new TopicPartition(PREDICTIONS, 1)));
    consumer.schedulePollTask(() -> {});
    for (Runnable turn : turns) {
      consumer.schedulePollTask(turn);
      consumer.schedulePollTask(() -> {});
    }
    consumer.schedulePollTask(loop::stop);
    return loop.run();
  }

  List<Explanation> explanations() {
    return kafka.log(EXPLANATIONS).stream().map(ExplainerFixture::explanation).toList();
  }

  static Explanation explanation(ConsumerRecord<byte[], byte[]> record) {
    return switch (Topics.EXPLANATIONS.codec().decode(record.value())) {
      case Decoded.Valid<Explanation>(Explanation explanation) -> explanation;
      case Decoded.Invalid<Explanation> invalid -> throw new AssertionError(invalid.describe());
    };
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
