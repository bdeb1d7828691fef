// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.ModelDigest;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.scorer.io.ScorerConfig;
import dev.probity.scorer.io.ScorerService;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.io.TopicAdmin;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.trainer.gate.ReleaseRegister;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollback reaches every scorer within five seconds, through the desk an operator uses. */
class RollbackIT {
  private static final System.Logger LOG = System.getLogger(RollbackIT.class.getName());
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final String MODEL = "probity-apprentice-retention";

  @TempDir private Path folder;

  private final Profile profile = ProfileFiles.load("apprentice-retention");
  private KafkaSettings settings;
  private int sent;

  @Test
  void reachesTwoScorersWithinFiveSeconds() throws Exception {
    Ports ports = Ports.anyFree(new Random());
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(folder.resolve("kafka"), ports.kafka(), ports.controller())) {
      // Given: two scorers that share the partitions, and a second release that serves
      prepare(broker.bootstrapServers());
      ReleaseDesk desk = new ReleaseDesk(settings);
      String first = register(desk, 1);
      String second = register(desk, 2);
      try (ScorerService one = scorer(broker.bootstrapServers(), "it-1");
          ScorerService two = scorer(broker.bootstrapServers(), "it-2")) {
        one.start();
        two.start();
        decide(desk, first);
        awaitVersion("v1");
        decide(desk, second);
        awaitVersion("v2");

        // When
        long begun = System.nanoTime();
        desk.announce(
            allowed(
                ReleaseRegister.of(MODEL, desk.records())
                    .rollBack("operator-1", "it harms", Instant.now())));
        awaitVersion("v1");
        Duration took = Duration.ofNanos(System.nanoTime() - begun);

        // Then
        LOG.log(
            System.Logger.Level.INFO,
            "rollback effective on two scorers after {0} ms",
            took.toMillis());
        assertTrue(took.compareTo(LIMIT) <= 0, "took " + took);
        Set<String> switched =
            this.<AuditEntry>values(Topics.AUDIT).stream()
                .filter(entry -> entry.event() == EventType.MODEL_SWITCHED)
                .filter(entry -> first.equals(entry.modelDigest()))
                .filter(entry -> second.equals(entry.previousDigest()))
                .map(AuditEntry::instance)
                .collect(Collectors.toSet());
        assertEquals(Set.of("it-1", "it-2"), switched);
      }
    }
  }

  private void prepare(String servers) throws Exception {
    settings = KafkaSettings.parse(config(servers, "it"), "test");
    try (Admin admin = Admin.create(settings.admin())) {
      TopicAdmin topics = new TopicAdmin(admin, settings.names(), Topics.all());
      topics.apply(topics.plan(), Set.of());
    }
  }

  private Map<String, String> config(String servers, String instance) throws Exception {
    Path keys = Files.writeString(folder.resolve("trusted-keys"), TinyRelease.vkey() + "\n");
    return Map.of(
        "kafka.bootstrap.servers",
        servers,
        "probity.instance.id",
        instance,
        "probity.profile",
        "apprentice-retention",
        "probity.models.dir",
        folder.resolve("models").toString(),
        "probity.models.trusted-keys-file",
        keys.toString());
  }

  private ScorerService scorer(String servers, String instance) throws Exception {
    ScorerConfig config = ScorerConfig.parse(config(servers, instance));
    return new ScorerService(
        config,
        profile,
        new FolderModelStore(config.modelsDir()),
        new SimpleMeterRegistry(),
        InstantSource.system(),
        "test");
  }

  private String register(ReleaseDesk desk, int number) throws Exception {
    Map<String, byte[]> files = TinyRelease.files(profile, number);
    String digest = ModelDigest.of(files.get(BundleFiles.MANIFEST)).hex();
    new FolderModelStore(folder.resolve("models")).put(digest, files);
    desk.announce(
        new ModelRelease(
            MODEL,
            ReleaseEvent.REGISTERED,
            null,
            "v" + number,
            digest,
            digest,
            profile.name(),
            profile.digest(),
            null,
            null,
            null,
            null,
            "operator-1",
            null,
            Instant.now()));
    return digest;
  }

  private static void decide(ReleaseDesk desk, String digest) throws Exception {
    desk.announce(
        allowed(
            ReleaseRegister.of(MODEL, desk.records())
                .promote(digest, "operator-2", "for the test", Instant.now())));
  }

  private static ModelRelease allowed(ReleaseRegister.Decision decision) {
    return assertInstanceOf(ReleaseRegister.Allowed.class, decision, decision::toString).record();
  }

  /** Sends candidates until every partition's last prediction is of that version. */
  private void awaitVersion(String version) {
    await(
        version,
        () -> {
          publish();
          Map<Integer, Prediction> last = new HashMap<>();
          List<Prediction> all = values(Topics.PREDICTIONS);
          all.forEach(
              one ->
                  last.merge(
                      one.source().partition(),
                      one,
                      (a, b) -> a.source().offset() < b.source().offset() ? b : a));
          return last.size() == Topics.CANDIDATES.partitions()
              && last.values().stream().allMatch(one -> one.modelVersion().equals(version));
        });
  }

  private void publish() {
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(settings.producer("hr"))) {
      for (int i = 0; i < 40; i++, sent++) {
        Candidate candidate =
            new Candidate(
                "C-" + sent,
                Purpose.DECISION,
                profile.name(),
                Map.of(
                    "trade", AttributeValue.of("plumber"),
                    "grade", AttributeValue.of(1 + sent % 50 / 10.0),
                    "interview", AttributeValue.of(1 + sent % 3)),
                Protected.of(Map.of("gender", AttributeValue.of("other"))),
                Provenance.UNKNOWN);
        var unused =
            producer.send(
                new ProducerRecord<>(
                    settings.names().of(Topics.CANDIDATES),
                    null,
                    Topics.CANDIDATES.keyCodec().encode(candidate.key()),
                    Topics.CANDIDATES.codec().encode(candidate),
                    EventHeaders.candidate(
                        candidate, "event-" + sent, "/hr", Instant.now(), Trace.NONE)));
      }
    }
  }

  private <V> List<V> values(Topic<String, V> topic) {
    List<V> values = new ArrayList<>();
    new TopicReader(() -> new KafkaConsumer<>(settings.consumer("it")), Duration.ofSeconds(30))
        .readAll(
            settings.names().of(topic),
            one -> values.add(((Decoded.Valid<V>) topic.codec().decode(one.value())).value()));
    return values;
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "in vain: " + what);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }
}
