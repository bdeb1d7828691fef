// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.explainer.io.ExplainerConfig;
import dev.probity.explainer.io.ExplainerService;
import dev.probity.scorer.io.ScorerConfig;
import dev.probity.scorer.io.ScorerService;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ModelRepository;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.io.S3Server;
import dev.probity.topics.io.TopicAdmin;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.SourcePosition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scorer and explainer with real clients and a real broker, through releases and a restart. */
class ServingIT {
  private static final List<String> TRADES = List.of("carpenter", "electrician", "plumber");

  @TempDir private Path folder;

  /** Where the broker is, once it is started. */
  String servers = "";

  private final Profile profile = ProfileFiles.load("apprentice-retention");
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Map<String, String> config = Map.of();
  private KafkaSettings settings;
  private ScorerService scorer;
  private ExplainerService explainer;
  private int sent;

  @Test
  void everyCandidateIsExplainedOnceThroughReleasesAndARestart() throws Exception {
    try (Closeable broker = broker()) {
      // Given
      prepare(servers);
      start();
      publish(200);
      await("scorer says that it has no model", () -> scorer.notReady().startsWith("no model"));
      assertEquals(0, predictions().size());

      // When
      release(1);
      await("first explanations", () -> explanations().size() >= 200);
      assertEquals("", scorer.notReady());
      publish(200);
      release(2);
      publish(200);
      await("explanations through the swap", () -> explanations().size() >= 600);
      publish(100);
      stop();
      publish(100);
      start();
      release(3);
      await("explanations after the restart", () -> distinctExplained() >= 800);
      publish(100);
      await("explanations of the third release", () -> distinctExplained() >= 900);
      stop();

      // Then
      Map<SourcePosition, Set<String>> ids = new HashMap<>();
      predictions()
          .forEach(one -> ids.computeIfAbsent(one.source(), s -> new HashSet<>()).add(one.id()));
      assertEquals(900, ids.size());
      assertTrue(ids.values().stream().allMatch(set -> set.size() == 1), "one id per position");
      assertEquals(
          Set.of("v1", "v2", "v3"),
          new HashSet<>(predictions().stream().map(Prediction::modelVersion).toList()));
      assertEquals(9, read(Topics.REJECTS).size());
      assertAudited();
    }
  }

  @Test
  void scorerThatSeesOnlyTheBrokerAndABucketStartsFromItsCacheWhileThatIsAway() throws Exception {
    try (Closeable broker = broker();
        S3Server bucket = new S3Server(folder.resolve("s3"))) {
      // Given: a scorer elsewhere, with an empty folder
      prepare(servers);
      bucket.bucket("models");
      Map<String, String> variables =
          Map.of(
              "AWS_ENDPOINT_URL_S3", bucket.access().endpoint().toString(),
              "AWS_ACCESS_KEY_ID", bucket.access().accessKey(),
              "AWS_SECRET_ACCESS_KEY", bucket.access().secretKey());
      Map<String, String> elsewhere = new HashMap<>(config);
      elsewhere.put("probity.models.location", "s3://models/releases");
      elsewhere.put("probity.models.dir", folder.resolve("cache").toString());
      ModelRepository store = ScorerConfig.parse(elsewhere).models().open(variables);
      Path log = folder.resolve("scorer.log");
      send(Topics.MODELS, List.of(TinyRelease.promote(profile, 1, store, settings.names())));
      publish(60);

      // When, Then: it fetches the release
      Process process = SeparateScorer.start(elsewhere, variables, log);
      await("predictions by the release of the bucket", () -> scoredBy("v1") >= 60);

      // And: killed, it starts without the bucket; a release it cannot fetch changes nothing
      process.destroyForcibly().waitFor();
      ProducerRecord<byte[], byte[]> second =
          TinyRelease.promote(profile, 2, store, settings.names());
      bucket.stop();
      process = SeparateScorer.start(elsewhere, variables, log);
      publish(60);
      await("predictions by the release of the cache", () -> scoredBy("v1") >= 120);
      send(Topics.MODELS, List.of(second));
      publish(60);
      await("the old release goes on", () -> scoredBy("v1") >= 180);
      assertEquals(0, scoredBy("v2"));

      // And: with the bucket the new one serves
      bucket.restart();
      publish(60);
      await("the new release serves", () -> publishedAndScoredBy("v2"));
      process.destroyForcibly().waitFor();
    }
  }

  private long scoredBy(String version) {
    return predictions().stream().filter(one -> one.modelVersion().equals(version)).count();
  }

  private boolean publishedAndScoredBy(String version) {
    if (scoredBy(version) > 0) {
      return true;
    }
    try {
      publish(1);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return false;
  }

  /** Starts the broker of the test and says where it is; a container may take its place. */
  Closeable broker() throws IOException {
    Ports ports = Ports.anyFree(new Random());
    EmbeddedBroker embedded =
        EmbeddedBroker.start(folder.resolve("kafka"), ports.kafka(), ports.controller());
    servers = embedded.bootstrapServers();
    return embedded;
  }

  private void assertAudited() {
    List<EventType> events =
        this.<AuditEntry>values(Topics.AUDIT).stream().map(AuditEntry::event).toList();
    assertEquals(4, events.stream().filter(e -> e == EventType.PROCESS_STARTED).count());
    assertEquals(4, events.stream().filter(e -> e == EventType.PROCESS_STOPPED).count());
    assertTrue(events.stream().filter(e -> e == EventType.MODEL_SWITCHED).count() >= 3);
  }

  private void prepare(String bootstrapServers) throws Exception {
    Path keys = Files.writeString(folder.resolve("trusted-keys"), TinyRelease.vkey() + "\n");
    config =
        Map.of(
            "kafka.bootstrap.servers",
            bootstrapServers,
            "probity.topics.prefix",
            "acme.",
            "probity.instance.id",
            "it",
            "probity.profile",
            "apprentice-retention",
            "probity.models.dir",
            folder.resolve("models").toString(),
            "probity.models.trusted-keys-file",
            keys.toString());
    settings = KafkaSettings.parse(config, "test");
    try (Admin admin = Admin.create(settings.admin())) {
      TopicAdmin topics = new TopicAdmin(admin, settings.names(), Topics.all());
      topics.apply(topics.plan(), Set.of());
    }
  }

  private void start() {
    ScorerConfig scoring = ScorerConfig.parse(config);
    ExplainerConfig explaining = ExplainerConfig.parse(config);
    FolderModelStore store = new FolderModelStore(scoring.modelsDir());
    InstantSource clock = InstantSource.system();
    scorer = new ScorerService(scoring, profile, store, registry, clock, "test");
    explainer = new ExplainerService(explaining, profile, store, registry, clock, "test");
    scorer.start();
    explainer.start();
  }

  private void stop() {
    scorer.close();
    explainer.close();
  }

  private void release(int number) throws Exception {
    send(
        Topics.MODELS,
        List.of(TinyRelease.promote(profile, number, folder.resolve("models"), settings.names())));
  }

  /** So many candidates; after every hundredth a record that is none. */
  private void publish(int count) throws Exception {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    TopicNames names = settings.names();
    for (int i = 0; i < count; i++, sent++) {
      Candidate candidate = candidate(sent);
      records.add(
          new ProducerRecord<>(
              names.of(Topics.CANDIDATES),
              null,
              Topics.CANDIDATES.keyCodec().encode(candidate.key()),
              Topics.CANDIDATES.codec().encode(candidate),
              EventHeaders.candidate(
                  candidate, "event-" + sent, "/hr", Instant.now(), Trace.NONE)));
      if (i % 100 == 50) {
        records.add(
            new ProducerRecord<>(
                names.of(Topics.CANDIDATES), new byte[] {'x'}, "{".getBytes(UTF_8)));
      }
    }
    send(Topics.CANDIDATES, records);
  }

  private Candidate candidate(int number) {
    return new Candidate(
        "C-" + number,
        Purpose.DECISION,
        profile.name(),
        Map.of(
            "trade", AttributeValue.of(TRADES.get(number % 3)),
            "grade", AttributeValue.of(1 + number % 50 / 10.0),
            "interview", AttributeValue.of(1 + number % 3)),
        Protected.of(Map.of("gender", AttributeValue.of("other"))),
        Provenance.UNKNOWN);
  }

  private void send(Topic<?, ?> topic, List<ProducerRecord<byte[], byte[]>> records)
      throws Exception {
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(settings.producer(topic.record()))) {
      for (ProducerRecord<byte[], byte[]> one : records) {
        var unused = producer.send(one);
      }
      producer.flush();
    }
  }

  private List<byte[]> read(Topic<?, ?> topic) {
    List<byte[]> values = new ArrayList<>();
    new TopicReader(() -> new KafkaConsumer<>(settings.consumer("it")), Duration.ofSeconds(30))
        .readAll(settings.names().of(topic), one -> values.add(one.value()));
    return values;
  }

  private <V> List<V> values(Topic<String, V> topic) {
    return read(topic).stream()
        .map(value -> topic.codec().decode(value))
        .map(decoded -> ((Decoded.Valid<V>) decoded).value())
        .toList();
  }

  private List<Prediction> predictions() {
    return values(Topics.PREDICTIONS);
  }

  private List<Explanation> explanations() {
    return values(Topics.EXPLANATIONS);
  }

  private long distinctExplained() {
    return explanations().stream().map(Explanation::predictionId).distinct().count();
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "in vain: " + what);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }
}
