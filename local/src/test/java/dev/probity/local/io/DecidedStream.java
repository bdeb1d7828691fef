// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.model.Calibrator;
import dev.probity.model.Direction;
import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ModelDigest;
import dev.probity.model.Objective;
import dev.probity.model.ScoringModel;
import dev.probity.model.TreeBuilder;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.SelfTestRows;
import dev.probity.model.bundle.SigningKey;
import dev.probity.model.codec.XgboostWriter;
import dev.probity.model.monitor.FairnessPolicy;
import dev.probity.model.monitor.MonitorSpec;
import dev.probity.model.monitor.MonitoredFeature;
import dev.probity.model.monitor.MonitoringReferenceBuilder;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.topics.Candidates;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Ids;
import dev.probity.topics.Outcomes;
import dev.probity.topics.Profiles;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Variant;
import dev.probity.topics.value.Doubles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * A signed release of one feature with its reference, and candidates that were decided by it: what
 * the monitor reads, on the topics of a real broker.
 */
final class DecidedStream {
  private static final Profile PROFILE = Profiles.acsSalary();
  private static final SigningKey KEY = SigningKey.of("tests/1", new byte[32]);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final Duration KNOWN_AFTER = Duration.ofMinutes(10);

  private final Random random = new Random(5);
  private final long[] offsets;
  private final int windowRows;
  private final TopicNames names;
  private final Duration step;

  /** One decided candidate. */
  record Case(String id, int partition, Prediction prediction, Outcome outcome) {}

  /** A stream whose release's reference has windows of so many rows. */
  DecidedStream(int windowRows) {
    this(windowRows, TopicNames.PLAIN, 4, Duration.ofSeconds(1));
  }

  /**
   * The same on topics of these names and so many partitions, with so much time between the
   * candidates' events; but for their positions the cases are the same for 1, 2, 4 or 8.
   */
  DecidedStream(int windowRows, TopicNames names, int partitions, Duration step) {
    this.windowRows = windowRows;
    this.names = names;
    this.step = step;
    this.offsets = new long[partitions];
  }

  Case next(int number, String digest) {
    return next(number, digest, 1 + random.nextInt(99));
  }

  /** A candidate of so many hours a week; NaN when the field did not come. */
  Case next(int number, String digest, double hours) {
    String id = "c-" + number;
    int partition = random.nextInt(offsets.length);
    double probability = hours < 40 ? .62 : .38;
    SourcePosition source =
        new SourcePosition(Topics.CANDIDATES.name(), partition, offsets[partition]++);
    Prediction prediction =
        new Prediction(
            Ids.prediction(source, digest),
            id,
            PROFILE.name(),
            "pay",
            "1",
            digest,
            Variant.CHAMPION,
            source,
            START.plus(step.multipliedBy(number)),
            Doubles.of(hours),
            0,
            probability,
            probability,
            .5,
            probability > .5,
            probability > .5 ? "0-45000" : "45001+",
            List.of());
    boolean label = random.nextDouble() < probability;
    Outcome plain = Outcomes.of(id, label ? 20_000 : 90_000);
    Outcome outcome =
        new Outcome(
            id, plain.predictionId(), plain.observed(), prediction.eventTime().plus(KNOWN_AFTER));
    return new Case(id, partition, prediction, outcome);
  }

  /** The outcome goes to a partition of its own choice, as a foreign partitioner would have it. */
  void send(Producer<byte[], byte[]> producer, Case one) {
    sendDecision(producer, one);
    sendOutcome(producer, one);
  }

  /** Candidate and prediction; the outcome is not known yet. */
  void sendDecision(Producer<byte[], byte[]> producer, Case one) {
    Candidate candidate =
        Candidates.of(one.id(), Purpose.DECISION, 1, 1, 4_971, 4_720, 1, 52, 40, 34, 21);
    Headers headers = EventHeaders.candidate(candidate, one.id(), "/test", START, Trace.NONE);
    send(producer, Topics.CANDIDATES, one.partition(), one.id(), candidate, headers);
    send(producer, one.prediction());
  }

  /** The outcome alone. */
  void sendOutcome(Producer<byte[], byte[]> producer, Case one) {
    Headers told = EventHeaders.outcome(one.outcome(), one.id(), "/test", START, Trace.NONE);
    send(producer, Topics.OUTCOMES, random.nextInt(offsets.length), one.id(), one.outcome(), told);
  }

  void send(Producer<byte[], byte[]> producer, Prediction prediction) {
    send(
        producer,
        Topics.PREDICTIONS,
        prediction.source().partition(),
        prediction.candidateId(),
        prediction,
        EventHeaders.prediction(prediction, START, Trace.NONE));
  }

  private <V> void send(
      Producer<byte[], byte[]> producer,
      Topic<String, V> topic,
      int partition,
      String key,
      V value,
      Headers headers) {
    producer.send(
        new ProducerRecord<>(
            names.of(topic),
            partition,
            topic.keyCodec().encode(key),
            topic.codec().encode(value),
            headers));
  }

  /** Puts a signed release with its reference into a folder, beside the key that signed it. */
  String release(Path folder) throws IOException {
    return release(folder.resolve("models"), folder.resolve("keys"));
  }

  /**
   * Puts a signed release with its reference into a store, and its key behind others; its digest.
   */
  String release(Path models, Path keys) throws IOException {
    FeatureSpec spec =
        new FeatureSpec(
            List.of(
                new Feature.Numeric(
                    "WKHP", true, 1, 99, Feature.Policy.REFUSE, false, Direction.ANY)));
    TreeBuilder tree = new TreeBuilder();
    tree.split(0, 40, true, 100);
    tree.leaf(.5f, 50);
    tree.leaf(-.5f, 50);
    Ensemble stump = new Ensemble(1, Objective.BINARY_LOGISTIC, .5f, List.of(tree.build()));
    ScoringModel model =
        Bundle.draft("pay", "1", PROFILE.name(), spec, stump, new Calibrator.Identity(), .5);
    Manifest draft =
        new Manifest(
            "pay",
            "1",
            new Manifest.ProfileReference(PROFILE.name(), PROFILE.digest()),
            new Manifest.Task("WAGP in [0,45000]", .5),
            spec,
            Bundle.facts(stump, Manifest.CoverUnit.HESSIAN),
            new Manifest.Calibration(new Calibrator.Identity(), 0, "none", "none"),
            new Manifest.LearnerFacts("dice", "1", Map.of(), 1, 1, 0),
            new Manifest.DataFacts("none", "0".repeat(64), 1, Map.of()),
            Manifest.FairnessFacts.none(1),
            Map.of(),
            List.of());
    Map<String, byte[]> files =
        Bundle.assemble(
            draft,
            stump,
            SelfTestRows.construct(model, Map.of(), 1, 32),
            Map.of("reference.json", reference(XgboostWriter.write(stump, spec))),
            List.of(KEY));
    String digest = ModelDigest.of(files.get(BundleFiles.MANIFEST)).hex();
    new FolderModelStore(models).put(digest, files);
    Files.writeString(
        keys, KEY.trusted().vkey() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return digest;
  }

  private byte[] reference(byte[] trees) {
    Random random = new Random(1);
    MonitoringReferenceBuilder builder =
        new MonitoringReferenceBuilder(
            new MonitorSpec(
                PROFILE.name(),
                PROFILE.digest(),
                ModelDigest.sha256(trees),
                List.of(new MonitoredFeature.Numeric("WKHP")),
                List.of(
                    new ProtectedAttribute(
                        "SEX",
                        "1",
                        IntStream.rangeClosed(1, 2).mapToObj(Integer::toString).toList())),
                FairnessPolicy.fourFifths(),
                windowRows,
                Map.of()));
    for (int i = 0; i < 2_000; i++) {
      float[] vector = {1 + random.nextInt(99)};
      double probability = vector[0] < 40 ? .62 : .38;
      boolean label = random.nextDouble() < probability;
      builder.add("r" + i, vector, probability, probability > .5, label, List.of("1"));
    }
    return builder.build().toBytes();
  }
}
