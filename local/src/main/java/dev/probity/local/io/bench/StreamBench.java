// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.auditsink.io.CopyLimit;
import dev.probity.auditsink.io.LedgerReads;
import dev.probity.auditsink.io.PostgresAccess;
import dev.probity.local.io.demo.CandidateSource;
import dev.probity.local.io.demo.DemoRun;
import dev.probity.local.io.demo.FirstRelease;
import dev.probity.local.io.demo.Memory;
import dev.probity.local.io.demo.Story;
import dev.probity.local.io.demo.StreamWatch;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The bench of the whole stream on a running installation: everything is on, and every figure
 * stands beside what the machine can do at most, measured in the same run.
 */
public final class StreamBench {
  private static final String SOURCE = "/bench/hr-system";
  private static final int MAX_AHEAD = 4_000;
  private static final int LOOK_EVERY = 200;
  private static final int SAMPLE = 2_000;
  private static final int RAW_RECORDS = 100_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration MOMENT = Duration.ofMillis(5);

  private final DemoRun.Place place;
  private final PostgresAccess owner;
  private final KafkaSettings kafka;
  private final Plan plan;
  private final Story story;
  private final InstantSource clock;
  private final Profile profile = ProfileFiles.load("acs-salary");
  private final AtomicBoolean failed = new AtomicBoolean();
  private final String run;
  private long residentMiB;
  private long sent;

  /**
   * How much is measured.
   *
   * @param candidates streamed at full speed
   * @param warmUp streamed before, not measured
   * @param rate candidates per second in the measurement of delays
   * @param seconds length of that measurement
   */
  public record Plan(int candidates, int warmUp, int rate, int seconds) {}

  /**
   * A bench that has not begun.
   *
   * @param kafka settings of clients of its own, so that their CPU time is told apart
   * @param owner a login that may create a schema, for the plain COPY
   */
  public StreamBench(
      DemoRun.Place place,
      KafkaSettings kafka,
      PostgresAccess owner,
      Plan plan,
      Story story,
      InstantSource clock) {
    this.place = place;
    this.kafka = kafka;
    this.owner = owner;
    this.plan = plan;
    this.story = story;
    this.clock = clock;
    this.run = "bench-" + clock.instant().getEpochSecond();
  }

  /** Trains a model, warms up, and measures. */
  public StreamReport run(Instant begun) throws IOException, InterruptedException {
    CandidateSource source = new CandidateSource(profile, 1);
    try (LedgerReads ledger = LedgerReads.connect(place.ledger(), names());
        StreamWatch watch =
            new StreamWatch(
                new KafkaConsumer<>(kafka.consumer("watch")),
                new KafkaConsumer<>(kafka.consumer("ends")),
                names(),
                StreamWatch.RELEASES);
        Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("hr"))) {
      new FirstRelease(place, story, clock, profile, run).release(watch, begun);
      story.line("warming up with %,d candidates".formatted(plan.warmUp()));
      stream(plan.warmUp(), source, producer, watch, ledger);
      story.line("streaming %,d candidates as fast as it goes".formatted(plan.candidates()));
      CpuClock clocks = new CpuClock(place.postmaster());
      CpuClock.Reading from = clocks.read();
      Speed speed = stream(plan.candidates(), source, producer, watch, ledger);
      Map<String, Double> cpu = CpuClock.between(from, clocks.read());
      story.line("%d a second for %d s".formatted(plan.rate(), plan.seconds()));
      List<Quantiles> delays = delays(source, producer, ledger);
      story.line("limits of this machine, with the same records");
      List<byte[]> candidates = sample(Topics.CANDIDATES);
      RawLimits.Figures limits =
          new RawLimits(kafka, candidates, clock).measure(RAW_RECORDS, plan.rate(), plan.seconds());
      List<byte[]> rows = new ArrayList<>(candidates);
      rows.addAll(sample(Topics.PREDICTIONS));
      rows.addAll(sample(Topics.EXPLANATIONS));
      return new StreamReport(
          plan.candidates(),
          candidates.stream().mapToInt(one -> one.length).average().orElse(0),
          speed.explained(),
          speed.recorded(),
          cpu,
          plan.rate(),
          delays.get(0),
          delays.get(1),
          limits,
          CopyLimit.rowsPerSecond(owner, rows, RAW_RECORDS),
          residentMiB);
    }
  }

  /** Only trains and streams the candidates; when it returns all is explained and recorded. */
  public void fill(Instant begun) throws IOException, InterruptedException {
    CandidateSource source = new CandidateSource(profile, 1);
    try (LedgerReads ledger = LedgerReads.connect(place.ledger(), names());
        StreamWatch watch =
            new StreamWatch(
                new KafkaConsumer<>(kafka.consumer("watch")),
                new KafkaConsumer<>(kafka.consumer("ends")),
                names(),
                StreamWatch.RELEASES);
        Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("hr"))) {
      new FirstRelease(place, story, clock, profile, run).release(watch, begun);
      story.line("streaming %,d candidates".formatted(plan.candidates()));
      stream(plan.candidates(), source, producer, watch, ledger);
    }
  }

  private TopicNames names() {
    return kafka.names();
  }

  /** Candidates per second, from the first one sent. */
  private record Speed(double explained, double recorded) {}

  private Speed stream(
      int candidates,
      CandidateSource source,
      Producer<byte[], byte[]> producer,
      StreamWatch watch,
      LedgerReads ledger)
      throws IOException {
    watch.look(Duration.ZERO);
    long before = watch.count(Topics.EXPLANATIONS);
    long began = System.nanoTime();
    for (int i = 0; i < candidates; i++) {
      send(producer, record(source.next()));
      if (i % LOOK_EVERY == 0) {
        watch.look(Duration.ZERO);
        while (i - (watch.count(Topics.EXPLANATIONS) - before) > MAX_AHEAD) {
          watch.look(MOMENT);
        }
      }
    }
    producer.flush();
    long expected = before + candidates;
    watch.await(
        () -> failed.get() || watch.count(Topics.EXPLANATIONS) >= expected,
        clock,
        PATIENCE,
        MOMENT,
        "the explanations");
    requireAcknowledged();
    double explained = seconds(began);
    long end = sum(watch.end(Topics.EXPLANATIONS));
    watch.await(
        () -> sum(ledger.recorded(Topics.EXPLANATIONS)) >= end,
        clock,
        PATIENCE,
        MOMENT,
        "the ledger");
    double recorded = seconds(began);
    residentMiB = Math.max(residentMiB, Memory.residentMiB(place.postmaster()));
    return new Speed(candidates / explained, candidates / recorded);
  }

  private static long sum(Map<Integer, Long> ends) {
    return ends.values().stream().mapToLong(Long::longValue).sum();
  }

  private void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    var unused =
        producer.send(record, (metadata, failure) -> failed.compareAndSet(false, failure != null));
  }

  private void requireAcknowledged() throws IOException {
    if (failed.get()) {
      throw new IOException("the broker did not acknowledge a candidate of the bench");
    }
  }

  private ProducerRecord<byte[], byte[]> record(Candidate candidate) {
    return new ProducerRecord<>(
        names().of(Topics.CANDIDATES),
        null,
        Topics.CANDIDATES.keyCodec().encode(candidate.key()),
        Topics.CANDIDATES.codec().encode(candidate),
        EventHeaders.candidate(candidate, run + "-" + sent++, SOURCE, clock.instant(), Trace.NONE));
  }

  /** How late the explanation is, and its entry in the ledger. */
  private List<Quantiles> delays(
      CandidateSource source, Producer<byte[], byte[]> producer, LedgerReads ledger)
      throws IOException, InterruptedException {
    FixedRate pace = new FixedRate(plan.rate() * plan.seconds(), plan.rate());
    RecordedWatch recorded = new RecordedWatch(ledger, plan.rate() * plan.seconds());
    Thread following = Thread.ofPlatform().name("bench-recorded").start(recorded);
    try (KafkaConsumer<byte[], byte[]> output = new KafkaConsumer<>(kafka.consumer("out"))) {
      Quantiles explained =
          pace.run(
              producer,
              index -> record(named(source.next(), FixedRate.key(run, index))),
              output,
              names().of(Topics.EXPLANATIONS),
              recorded);
      recorded.finish();
      following.join();
      return List.of(explained, recorded.since(pace::acknowledgedAt));
    }
  }

  private static Candidate named(Candidate candidate, String id) {
    return new Candidate(
        id,
        candidate.purpose(),
        candidate.profile(),
        candidate.attributes(),
        candidate.protectedAttributes(),
        candidate.provenance());
  }

  /** The values of the newest records of a topic. */
  private List<byte[]> sample(Topic<?, ?> topic) {
    List<byte[]> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer("sample"))) {
      List<TopicPartition> all =
          IntStream.range(0, topic.partitions())
              .mapToObj(i -> new TopicPartition(names().of(topic), i))
              .toList();
      consumer.assign(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      ends.forEach(
          (partition, end) ->
              consumer.seek(partition, Math.max(0, end - SAMPLE / topic.partitions())));
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(record.value());
        }
      }
    }
    return values;
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
