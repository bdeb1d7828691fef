// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.driftmonitor.io.DriftMonitorConfig;
import dev.probity.driftmonitor.io.DriftMonitorService;
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
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ModelStore;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Variant;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;
import dev.probity.topics.value.Doubles;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The monitor between a real broker and its own stores on disk, stopped and started in between, and
 * met by outages in its second and third life.
 */
class DriftMonitorIT {
  private static final Profile PROFILE = Profiles.acsSalary();
  private static final SigningKey KEY = SigningKey.of("tests/1", new byte[32]);
  private static final int CHUNK = 100;
  private static final int WINDOWS = 20;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private static Path folder;
  private static EmbeddedBroker broker;

  private final Random random = new Random(5);
  private final long[] offsets = new long[4];

  @BeforeAll
  static void startBroker() throws IOException {
    Ports ports = Ports.anyFree(new Random());
    broker = EmbeddedBroker.start(folder.resolve("kafka"), ports.kafka(), ports.controller());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static DriftMonitorConfig config() {
    return DriftMonitorConfig.parse(
        Map.of(
            "kafka.bootstrap.servers", broker.bootstrapServers(),
            "probity.instance.id", "it",
            "probity.models.dir", folder.resolve("models").toString(),
            "probity.models.trusted-keys-file", folder.resolve("keys").toString(),
            "probity.monitor.state-dir", folder.resolve("state").toString(),
            "probity.monitor.chunk-rows", Integer.toString(CHUNK)));
  }

  /**
   * A service whose stream thread dies of an outage as often as told, each time it looks for the
   * release.
   */
  private static DriftMonitorService service(SimpleMeterRegistry registry, AtomicInteger outages) {
    DriftMonitorConfig config = config();
    ModelStore bundles = new FolderModelStore(config.modelsDir());
    return new DriftMonitorService(
        config,
        PROFILE,
        digest -> {
          if (outages.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new KafkaException("the coordinator is loading");
          }
          return bundles.fetch(digest);
        },
        registry,
        InstantSource.system(),
        "test");
  }

  /** One decided candidate. */
  private record Case(String id, int partition, Prediction prediction, Outcome outcome) {}

  @Test
  void everyWindowIsReportedOnceWhateverIsStoppedAndDeliveredAgain() throws IOException {
    // Given
    LocalTopics.make(config().kafka());
    String digest = release();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    List<Case> cases = new ArrayList<>();
    try (Producer<byte[], byte[]> producer =
            new KafkaProducer<>(config().kafka().producer("test"));
        KafkaConsumer<byte[], byte[]> reader = reader()) {

      // When
      List<Signal> signals = new ArrayList<>();
      for (int life = 0; life < 3; life++) {
        AtomicInteger outages = new AtomicInteger(life);
        try (DriftMonitorService service = service(registry, outages)) {
          service.start();
          for (int i = 0; i < CHUNK * WINDOWS / 3 + 1; i++) {
            Case next = next(cases.size(), digest);
            cases.add(next);
            send(producer, next);
            if (i % 10 == 0) {
              send(producer, cases.get(random.nextInt(cases.size())).prediction());
            }
          }
          producer.flush();
          long whole = cases.size() / CHUNK;
          collect(
              reader,
              signals,
              all ->
                  finals(all, SignalKind.ESTIMATED).size() == whole
                      && finals(all, SignalKind.REALIZED).size() == whole);
          assertEquals("", service.notReady());
          assertTrue(service.isAlive());
          assertEquals(0, outages.get(), "each outage happened and a new thread went on");
        }
      }

      // Then
      Map<Long, Long> each =
          LongStream.range(0, WINDOWS)
              .boxed()
              .collect(Collectors.toMap(window -> window, window -> 1L));
      assertEquals(each, finals(signals, SignalKind.ESTIMATED));
      assertEquals(each, finals(signals, SignalKind.REALIZED));
      double again = registry.get("probity.monitor.redelivered").counter().count();
      assertTrue(again >= cases.size() / 10.0 - 3, "delivered again " + again);
      System.out.printf(
          "monitor: %d cases, 3 lives, %d signals, %.0f predictions delivered again%n",
          cases.size(), signals.size(), again);
    }
  }

  /** How often each window's accuracy was reported as final. */
  private static Map<Long, Long> finals(List<Signal> signals, SignalKind kind) {
    return signals.stream()
        .filter(signal -> signal.series().metric().equals("accuracy"))
        .filter(signal -> signal.series().kind() == kind)
        .filter(signal -> signal.series().windowType() == WindowType.COUNT)
        .filter(signal -> signal.window().status() == WindowStatus.FINAL)
        .collect(
            Collectors.groupingBy(
                signal -> signal.window().chunkIndex(), TreeMap::new, Collectors.counting()));
  }

  private static KafkaConsumer<byte[], byte[]> reader() {
    KafkaSettings kafka = config().kafka();
    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer("reader"));
    TopicPartition signals = new TopicPartition(kafka.names().of(Topics.SIGNALS), 0);
    consumer.assign(List.of(signals));
    consumer.seekToBeginning(List.of(signals));
    return consumer;
  }

  private static void collect(
      KafkaConsumer<byte[], byte[]> reader, List<Signal> signals, Predicate<List<Signal>> enough) {
    Instant deadline = Instant.now().plusSeconds(90);
    while (!enough.test(signals)) {
      for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(200))) {
        if (Topics.SIGNALS.codec().decode(record.value())
            instanceof Decoded.Valid<Signal>(Signal signal)) {
          signals.add(signal);
        }
      }
      assertTrue(Instant.now().isBefore(deadline), "signals so far: " + signals.size());
    }
  }

  private Case next(int number, String digest) {
    String id = "c-" + number;
    int partition = random.nextInt(4);
    double hours = 1 + random.nextInt(99);
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
            START.plusSeconds(number),
            Doubles.of(hours),
            0,
            probability,
            probability,
            .5,
            probability > .5,
            probability > .5 ? "0-45000" : "45001+",
            List.of());
    boolean label = random.nextDouble() < probability;
    return new Case(id, partition, prediction, Outcomes.of(id, label ? 20_000 : 90_000));
  }

  /** The outcome goes to a partition of its own choice, as a foreign partitioner would have it. */
  private void send(Producer<byte[], byte[]> producer, Case one) {
    Candidate candidate =
        Candidates.of(one.id(), Purpose.DECISION, 1, 1, 4_971, 4_720, 1, 52, 40, 34, 21);
    Headers headers = EventHeaders.candidate(candidate, one.id(), "/test", START, Trace.NONE);
    send(producer, Topics.CANDIDATES, one.partition(), one.id(), candidate, headers);
    send(producer, one.prediction());
    Headers told = EventHeaders.outcome(one.outcome(), one.id(), "/test", START, Trace.NONE);
    send(producer, Topics.OUTCOMES, random.nextInt(4), one.id(), one.outcome(), told);
  }

  private static void send(Producer<byte[], byte[]> producer, Prediction prediction) {
    send(
        producer,
        Topics.PREDICTIONS,
        prediction.source().partition(),
        prediction.candidateId(),
        prediction,
        EventHeaders.prediction(prediction, START, Trace.NONE));
  }

  private static <V> void send(
      Producer<byte[], byte[]> producer,
      Topic<String, V> topic,
      int partition,
      String key,
      V value,
      Headers headers) {
    producer.send(
        new ProducerRecord<>(
            topic.name(),
            partition,
            topic.keyCodec().encode(key),
            topic.codec().encode(value),
            headers));
  }

  /** Puts a signed release with its reference into the store; its digest. */
  private static String release() throws IOException {
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
    new FolderModelStore(folder.resolve("models")).put(digest, files);
    Files.writeString(folder.resolve("keys"), KEY.trusted().vkey() + "\n");
    return digest;
  }

  private static byte[] reference(byte[] trees) {
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
                CHUNK,
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
