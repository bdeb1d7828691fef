// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import dev.probity.model.ModelDigest;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.scorer.CandidateReader;
import dev.probity.scorer.FixedModels;
import dev.probity.scorer.Releases;
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
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.io.RejectLetters;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReleaseChallenge;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/**
 * A scorer between topics in memory. A life is one run of the poll loop with nothing remembered
 * from the one before; what survives is on the topics.
 */
final class ScorerFixture {
  static final TopicNames NAMES = TopicNames.withPrefix("acme.");
  static final String CANDIDATES = NAMES.of(Topics.CANDIDATES);
  static final String PREDICTIONS = NAMES.of(Topics.PREDICTIONS);
  static final String REJECTS = NAMES.of(Topics.REJECTS);
  static final String AUDIT = NAMES.of(Topics.AUDIT);
  static final Instant SENT = Instant.ofEpochMilli(1_762_050_000_000L);

  final InMemoryKafka kafka = new InMemoryKafka();
  final InMemoryModelStore store = new InMemoryModelStore();
  final Intake intake = new Intake();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final List<String> heard = new ArrayList<>();
  final Profile profile;
  private ReleaseLoader loader;
  final ChampionDesk desk;
  final ScoringMeters meters = new ScoringMeters(registry);
  Releases releases;
  private Instant now = SENT;

  /** Predictions told of as acknowledged, with what was on the predictions topic by then. */
  final Map<Prediction, Integer> recorded = new LinkedHashMap<>();

  ScorerFixture(String profileName) {
    profile = ProfileFiles.load(profileName);
    for (var topic : List.of(Topics.CANDIDATES, Topics.PREDICTIONS, Topics.OVERSIGHT)) {
      kafka.topic(NAMES.of(topic), 2);
    }
    for (var topic : List.of(Topics.REJECTS, Topics.AUDIT, Topics.MODELS, Topics.ALERTS)) {
      kafka.topic(NAMES.of(topic), 1);
    }
    releases = Releases.none(profile.name(), "champion");
    loader = newLoader();
    desk = new ChampionDesk(loader, intake, new Heard());
  }

  ReleaseLoader newLoader() {
    return new ReleaseLoader(store, () -> List.of(FixedModels.key().trusted()), profile);
  }

  /** A life of a new process, which must fetch releases again. */
  LoopEnd liveForgetting(Runnable... turns) {
    loader = newLoader();
    return live(turns);
  }

  private final class Heard implements ChampionDesk.Listener {
    @Override
    public void serving(dev.probity.scorer.ServingModel model, int rows) {
      heard.add("serving " + model.model().version() + " after " + rows);
      meters.serving(model, rows);
    }

    @Override
    public void refused(dev.probity.scorer.RefusedRelease refused) {
      heard.add("refused " + refused.release().version() + " " + refused.code());
    }

    @Override
    public void stopped(boolean stopped) {
      heard.add("stopped " + stopped);
    }
  }

  /** Puts a release made with this seed into the store and answers its digest. */
  String store(long seed) {
    Map<String, byte[]> files = FixedModels.files(profile, seed, 12, 3);
    String digest = ModelDigest.of(files.get(BundleFiles.MANIFEST)).hex();
    store.bundles.put(digest, files);
    return digest;
  }

  /** Releases a model made with this seed: stored, announced, settled. */
  String release(long seed) {
    String digest = store(seed);
    announce(digest, "v" + seed, ReleaseEvent.PROMOTED, "champion");
    return digest;
  }

  void announce(String digest, String version, ReleaseEvent event, String alias) {
    releases = releases.plus(record(digest, version, event, alias));
    desk.settle(releases, false);
  }

  /** Makes a release challenger. */
  void challenge(String digest, String version, ReleaseChallenge how) {
    releases = releases.plus(challenger(digest, version, how));
    desk.settle(releases, false);
  }

  private ModelRelease challenger(String digest, String version, ReleaseChallenge how) {
    ModelRelease plain = record(digest, version, ReleaseEvent.PROMOTED, "challenger");
    return new ModelRelease(
        plain.name(),
        plain.event(),
        plain.alias(),
        plain.version(),
        plain.digest(),
        plain.location(),
        plain.profile(),
        plain.profileDigest(),
        null,
        null,
        null,
        null,
        plain.actor(),
        null,
        plain.at(),
        how,
        null);
  }

  ModelRelease record(String digest, String version, ReleaseEvent event, String alias) {
    return new ModelRelease(
        profile.name(),
        event,
        alias,
        version,
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
        SENT);
  }

  /** Sends a candidate with this event id. */
  long send(int partition, Candidate candidate, String eventId) {
    return send(
        partition, candidate, EventHeaders.candidate(candidate, eventId, "/hr", SENT, Trace.NONE));
  }

  long send(int partition, Candidate candidate, Headers headers) {
    return kafka.append(
        new ProducerRecord<>(
            CANDIDATES,
            partition,
            Topics.CANDIDATES.keyCodec().encode(candidate.key()),
            Topics.CANDIDATES.codec().encode(candidate),
            headers));
  }

  long sendRaw(int partition, byte[] key, byte[] value) {
    return kafka.append(new ProducerRecord<>(CANDIDATES, partition, key, value));
  }

  /** One life on both partitions: takes what there is and ends; turns run between polls. */
  LoopEnd live(Runnable... turns) {
    now = now.plusSeconds(60);
    MockConsumer<byte[], byte[]> consumer = kafka.consumer();
    TopicReader reader = new TopicReader(kafka::consumer, Duration.ofSeconds(1));
    ScorerStep step =
        new ScorerStep(
            NAMES,
            "1",
            profile.name(),
            desk,
            loader,
            new StreamHistory(reader, NAMES, profile.name()),
            new CandidateReader(Duration.ofDays(30)),
            meters,
            InstantSource.fixed(now),
            one -> recorded.put(one, kafka.log(PREDICTIONS).size()));
    LoopSettings usual = LoopSettings.reading(List.of(CANDIDATES));
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
            step,
            new RejectLetters(NAMES, "scorer", "1", "test", Stage.SCORE, InstantSource.fixed(now)),
            intake,
            meters,
            new Random(1));
    consumer.schedulePollTask(
        () ->
            kafka.assign(
                consumer, new TopicPartition(CANDIDATES, 0), new TopicPartition(CANDIDATES, 1)));
    consumer.schedulePollTask(() -> {});
    for (Runnable turn : turns) {
      consumer.schedulePollTask(turn);
      consumer.schedulePollTask(() -> {});
    }
    consumer.schedulePollTask(loop::stop);
    return loop.run();
  }

  /** A life that is killed before its commit is kept. */
  LoopEnd liveAndDie(Runnable... turns) {
    kafka.keepsCommits = false;
    try {
      return live(turns);
    } finally {
      kafka.keepsCommits = true;
    }
  }

  List<Prediction> predictions() {
    return kafka.log(PREDICTIONS).stream().map(ScorerFixture::prediction).toList();
  }

  static Prediction prediction(ConsumerRecord<byte[], byte[]> record) {
    return switch (Topics.PREDICTIONS.codec().decode(record.value())) {
      case Decoded.Valid<Prediction>(Prediction prediction) -> prediction;
      case Decoded.Invalid<Prediction> invalid -> throw new AssertionError(invalid.describe());
    };
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(
        record.headers().lastHeader(name).value(), java.nio.charset.StandardCharsets.UTF_8);
  }
}
