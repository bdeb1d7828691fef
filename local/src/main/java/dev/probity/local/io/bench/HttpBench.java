// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.auditsink.io.LedgerReads;
import dev.probity.auditsink.io.PostgresAccess;
import dev.probity.ingest.CodeMapping;
import dev.probity.ingest.io.FileIngest;
import dev.probity.ingest.io.FileReport;
import dev.probity.ingest.io.FileRequest;
import dev.probity.ingest.io.IngestListener;
import dev.probity.local.io.demo.CandidateSource;
import dev.probity.local.io.demo.DemoRun;
import dev.probity.local.io.demo.Story;
import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Purpose;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The bench of the front doors on a running installation: clients over HTTP at a fixed rate and as
 * fast as they are answered, and a file; beside each what the machine can do at most, measured in
 * the same run. The clients live in this process and their CPU time is in the figures.
 */
public final class HttpBench {
  private static final int RAW_RECORDS = 50_000;
  private static final int SAMPLE = 1_000;
  private static final int MOST_POSTS = 1_000_000;
  private static final int MOST_SECONDS = 300;
  private static final int WARM_UP_SECONDS = 5;
  private static final int WARM_UP_POSTS = 50_000;
  private static final int SINGLES = 512;
  private static final int BATCHES = 8;
  private static final int BATCH_ROWS = 1_000;
  private static final int CALLERS = 4;

  private final DemoRun.Place place;
  private final KafkaSettings kafka;
  private final PostgresAccess owner;
  private final Plan plan;
  private final Story story;
  private final InstantSource clock;
  private final CpuClock cpu;
  private final Map<String, Map<String, Double>> used = new LinkedHashMap<>();
  private final Profile profile = ProfileFiles.load("acs-salary");

  /**
   * How much is measured.
   *
   * @param warmUp candidates streamed and posted before, not measured
   * @param rate posts per second in the measurement of delays
   * @param clients clients that post at once, each after its last answer
   * @param seconds length of either measurement
   * @param fileRows rows of the file
   * @param peer the infer address of another Open Inference server that takes the same rows as one
   *     matrix; null for none
   */
  public record Plan(
      int warmUp, int rate, int clients, int seconds, int fileRows, @Nullable URI peer) {}

  /**
   * A bench that has not begun.
   *
   * @param kafka settings of clients of its own
   * @param owner a login that may create a schema, for the warm-up's bench
   */
  public HttpBench(
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
    this.cpu = new CpuClock(place.postmaster());
  }

  /** Trains a model, warms up, and measures. */
  public HttpReport run(Instant begun) throws IOException, InterruptedException {
    StreamBench.Plan warm = new StreamBench.Plan(plan.warmUp(), 0, plan.rate(), 1);
    new StreamBench(place, kafka, owner, warm, story, clock).fill(begun);
    CandidateSource source = new CandidateSource(profile, 2);
    try (HttpClients clients = new HttpClients(place.door(), kafka);
        SteadyState steady = new SteadyState(kafka, cpu, story)) {
      story.line("warming up the door");
      steady.reach("posts", round -> posts(clients, source, round).cpuNanos());
      steady.awaitRead();
      story.line("%d posts a second for %d s".formatted(plan.rate(), plan.seconds()));
      int posts = plan.rate() * plan.seconds();
      HttpClients.Paced paced =
          counted(
              "post at %,d a second".formatted(plan.rate()),
              () -> clients.paced(plan.rate(), posts, bodies(source, "paced")),
              done -> posts,
              HttpClients.Paced::cpuNanos);
      story.line("%d clients for %d s".formatted(plan.clients(), plan.seconds()));
      HttpClients.Load load =
          counted(
              "post of %d clients".formatted(plan.clients()),
              () ->
                  clients.closedLoop(
                      plan.clients(), MOST_POSTS, plan.seconds(), bodies(source, "load")),
              HttpClients.Load::accepted,
              HttpClients.Load::cpuNanos);
      story.line("a file of %,d rows".formatted(plan.fileRows()));
      steady.awaitRead();
      double rows = fileRows(source);
      InferenceFigures inference = inference(source, steady);
      story.line("limits of this machine, with the same records");
      RawLimits.Figures limits =
          new RawLimits(kafka, sample(source), clock)
              .measure(RAW_RECORDS, plan.rate(), plan.seconds());
      return new HttpReport(
          plan.rate(),
          plan.clients(),
          paced,
          load,
          plan.fileRows(),
          rows,
          used,
          inference,
          limits,
          Runtime.getRuntime().maxMemory() >> 20);
    }
  }

  private HttpClients.Load posts(HttpClients clients, CandidateSource source, int round)
      throws IOException, InterruptedException {
    return clients.closedLoop(
        plan.clients(), WARM_UP_POSTS, WARM_UP_SECONDS, bodies(source, "warm" + round));
  }

  /** A phase that can be measured. */
  @FunctionalInterface
  private interface Phase<T> {
    T run() throws IOException, InterruptedException;
  }

  /**
   * Runs a phase and takes down what CPU one unit of it cost, stage by stage.
   *
   * @param units how many requests or rows it was
   * @param clients CPU nanoseconds of its clients, whose threads have ended by then
   */
  private <T> T counted(
      String name, Phase<T> phase, ToLongFunction<T> units, ToLongFunction<T> clients)
      throws IOException, InterruptedException {
    CpuClock.Reading from = cpu.read();
    T done = phase.run();
    Map<String, Double> millis = CpuClock.between(from, cpu.read());
    double ended = clients.applyAsLong(done) / 1e6;
    millis.merge(Stage.BENCH.words(), ended, Double::sum);
    millis.merge(CpuClock.COMPILER, -ended, Double::sum);
    millis.replaceAll((stage, each) -> each / Math.max(1, units.applyAsLong(done)));
    used.put(name, millis);
    return done;
  }

  /** Calls of one row and of many, for ours and the peer, and how far behind the ledger was. */
  private InferenceFigures inference(CandidateSource source, SteadyState steady)
      throws IOException, InterruptedException {
    List<InferenceBodies> single = inferences(source, SINGLES, 1);
    List<InferenceBodies> batches = inferences(source, BATCHES, BATCH_ROWS);
    List<byte[]> ones = single.stream().map(body -> body.named().toArray()).toList();
    List<byte[]> many = batches.stream().map(body -> body.named().toArray()).toList();
    URI ours = place.door().resolve("/v2/models/probity-" + profile.name() + "/infer");
    story.line("Open Inference: one row a call, then %,d".formatted(BATCH_ROWS));
    // The file's rows stand before these in the topic, and are scored first.
    steady.awaitRead();
    double settled = untilRecorded();
    story.line(String.format(Locale.ROOT, "  the file is in the ledger %.1f s later", settled));
    steady.reach(
        "calls",
        round ->
            answered(
                InferenceClients.closedLoop(ours, plan.clients(), WARM_UP_SECONDS, ones, 1), ours));
    steady.awaitRead();
    var one =
        counted(
            "inference, one row",
            () -> InferenceClients.closedLoop(ours, plan.clients(), plan.seconds(), ones, 1),
            InferenceClients.Load::rows,
            InferenceClients.Load::cpuNanos);
    steady.awaitRead();
    var batch =
        counted(
            "inference, row of %,d".formatted(BATCH_ROWS),
            () -> InferenceClients.closedLoop(ours, CALLERS, plan.seconds(), many, BATCH_ROWS),
            InferenceClients.Load::rows,
            InferenceClients.Load::cpuNanos);
    double behind = untilRecorded();
    URI peer = plan.peer();
    if (peer == null) {
      return new InferenceFigures(one, batch, BATCH_ROWS, behind, null, null);
    }
    story.line("the same rows for " + peer.getAuthority());
    List<byte[]> row = single.stream().map(body -> body.matrix().toArray()).toList();
    List<byte[]> rows = batches.stream().map(body -> body.matrix().toArray()).toList();
    return new InferenceFigures(
        one,
        batch,
        BATCH_ROWS,
        behind,
        InferenceClients.closedLoop(peer, plan.clients(), plan.seconds(), row, 1),
        InferenceClients.closedLoop(peer, CALLERS, plan.seconds(), rows, BATCH_ROWS));
  }

  private static long answered(InferenceClients.Load load, URI door) throws IOException {
    if (load.rows() == 0) {
      throw new IOException("the Open Inference door at " + door + " answers nothing");
    }
    return load.cpuNanos();
  }

  private List<InferenceBodies> inferences(CandidateSource source, int bodies, int rows) {
    return Stream.generate(() -> InferenceBodies.of(source, profile, rows)).limit(bodies).toList();
  }

  /** Seconds until every prediction that is on its topic now is in the ledger. */
  private double untilRecorded() throws IOException {
    long began = System.nanoTime();
    try (LedgerReads ledger = LedgerReads.connect(place.ledger(), kafka.names(), place.vault());
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer("ends"))) {
      List<TopicPartition> partitions =
          IntStream.range(0, Topics.PREDICTIONS.partitions())
              .mapToObj(i -> new TopicPartition(kafka.names().of(Topics.PREDICTIONS), i))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!ledger.recorded(Topics.PREDICTIONS).entrySet().stream()
          .allMatch(one -> one.getValue() >= ends.getOrDefault(partitions.get(one.getKey()), 0L))) {
        if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(MOST_SECONDS)) {
          throw new IOException("the ledger did not catch up within " + MOST_SECONDS + " s");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
      return (System.nanoTime() - began) / 1e9;
    }
  }

  /** The body of each post, by number. */
  private static HttpClients.Bodies bodies(CandidateSource source, String name) {
    return index -> {
      synchronized (source) {
        return json(source.next(), FixedRate.key(name, index));
      }
    };
  }

  private static byte[] json(Candidate candidate, String id) {
    return Topics.CANDIDATES
        .codec()
        .encode(
            new Candidate(
                id,
                candidate.purpose(),
                candidate.profile(),
                candidate.attributes(),
                candidate.protectedAttributes(),
                candidate.provenance()));
  }

  private static List<byte[]> sample(CandidateSource source) {
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < SAMPLE; i++) {
      values.add(json(source.next(), FixedRate.key("raw", i)));
    }
    return values;
  }

  /** Rows a second of a JSON Lines file, all validated and acknowledged by the broker. */
  private double fileRows(CandidateSource source) throws IOException, InterruptedException {
    Path file = place.scratch().resolve("bench-http.jsonl");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < plan.fileRows(); i++) {
        out.write(json(source.next(), FixedRate.key("file", i)));
        out.write('\n');
      }
    }
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.bulkProducer("file"))) {
      long began = System.nanoTime();
      FileIngest door = new FileIngest(producer, kafka.names(), clock, IngestListener.SILENT);
      FileRequest request =
          new FileRequest(file, profile, Purpose.DECISION, List.of(), null, null, CodeMapping.NONE);
      FileReport report =
          counted("row of a file", () -> door.run(request), FileReport::accepted, done -> 0);
      double seconds = (System.nanoTime() - began) / 1e9;
      if (report.accepted() != plan.fileRows()) {
        throw new IOException("of the file's rows only " + report.accepted() + " were accepted");
      }
      return plan.fileRows() / seconds;
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
