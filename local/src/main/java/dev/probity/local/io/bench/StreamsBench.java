// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.driftmonitor.MonitorListener;
import dev.probity.driftmonitor.Note;
import dev.probity.driftmonitor.io.DriftMonitorConfig;
import dev.probity.driftmonitor.io.DriftMonitorService;
import dev.probity.local.io.EmbeddedBroker;
import dev.probity.local.io.LocalTopics;
import dev.probity.local.io.Ports;
import dev.probity.local.io.demo.MonitorCases;
import dev.probity.local.io.demo.TrainedRelease;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.WindowStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;

/**
 * The monitor's own topology on an embedded broker of its own, in turns with a stage that merely
 * parses the same records: same settings, same topics, exactly once.
 */
final class StreamsBench {
  private static final String SOURCE = "/bench";

  /** A case reaches the stage as an observation and a truth. */
  private static final int STAGE_INPUTS = 2;

  private final Profile profile;
  private final TrainedRelease release;
  private final Path folder;
  private final Consumer<String> progress;

  StreamsBench(Profile profile, TrainedRelease release, Path folder, Consumer<String> progress) {
    this.profile = profile;
    this.release = release;
    this.folder = folder;
    this.progress = progress;
  }

  /** The best of several rounds; outcomes follow their cases so many cases later. */
  MonitorReport.Streamed run(List<MonitorCases.Case> cases, int rounds, int windowRows, int delay)
      throws IOException, InterruptedException {
    Ports ports = Ports.anyFree(new SecureRandom());
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(folder.resolve("kafka"), ports.kafka(), ports.controller())) {
      DriftMonitorConfig config =
          DriftMonitorConfig.parse(
              Map.of(
                  "kafka.bootstrap.servers", broker.bootstrapServers(),
                  "probity.instance.id", "local",
                  "probity.monitor.chunk-rows", Integer.toString(windowRows),
                  "probity.monitor.state-dir", folder.resolve("state").toString()));
      LocalTopics.make(config.kafka());
      progress.accept("publishing %,d cases".formatted(cases.size()));
      publish(config.kafka(), cases, delay);
      return measure(config, cases.size(), rounds);
    }
  }

  private MonitorReport.Streamed measure(DriftMonitorConfig config, int cases, int rounds)
      throws IOException, InterruptedException {
    StreamsRun.Figures empty = null;
    StreamsRun.Figures full = null;
    for (int round = 1; round <= rounds; round++) {
      progress.accept("round %d of %d, the empty stage".formatted(round, rounds));
      empty = better(empty, parse(config, cases, round));
      progress.accept("round %d of %d, the monitor".formatted(round, rounds));
      full = better(full, monitor(config, cases, round));
    }
    if (empty == null || full == null) {
      throw new IllegalArgumentException("a bench needs a round at least");
    }
    return new MonitorReport.Streamed(ParsingTopology.READ.size(), cases, empty, full);
  }

  private static StreamsRun.Figures better(
      StreamsRun.@Nullable Figures known, StreamsRun.Figures now) {
    return known != null && known.seconds() <= now.seconds() ? known : now;
  }

  private static StreamsRun.Figures parse(DriftMonitorConfig config, int cases, int round)
      throws IOException, InterruptedException {
    Properties properties = DriftMonitorService.properties(config);
    LongAdder parsed = new LongAdder();
    Topology topology =
        ParsingTopology.of(config.kafka().names(), new StreamsConfig(properties), parsed);
    long records = (long) ParsingTopology.READ.size() * cases;
    StreamsRun.Figures figures =
        new StreamsRun().run("probity-empty-" + round, topology, properties, records);
    if (parsed.sum() != records) {
      throw new IOException(
          "the empty stage could parse %,d of %,d records".formatted(parsed.sum(), records));
    }
    return figures;
  }

  private StreamsRun.Figures monitor(DriftMonitorConfig config, int cases, int round)
      throws IOException, InterruptedException {
    Properties properties = DriftMonitorService.properties(config);
    Counting counting = new Counting();
    Topology topology =
        DriftMonitorService.topology(
            config,
            profile,
            digest -> digest.equals(release.serving().digest()) ? release.monitored() : null,
            counting,
            "bench");
    long records = (long) (ParsingTopology.READ.size() + STAGE_INPUTS) * cases;
    StreamsRun.Figures figures =
        new StreamsRun().run("probity-full-" + round, topology, properties, records);
    counting.check(cases / config.chunkRows());
    return figures;
  }

  /** What the monitor told, to know that it did its work. */
  private static final class Counting implements MonitorListener {
    private final Set<Note> notes = EnumSet.noneOf(Note.class);
    private final Set<String> windows = new HashSet<>();

    @Override
    public synchronized void noted(Note note) {
      notes.add(note);
    }

    @Override
    public synchronized void signalled(Signal signal) {
      if (signal.window().status() == WindowStatus.FINAL) {
        windows.add(signal.window().label());
      }
    }

    @Override
    public void alerted(Alert alert) {}

    @Override
    public void waiting(int partition, int predictions) {}

    synchronized void check(int closed) throws IOException {
      if (!notes.isEmpty() || windows.size() < closed) {
        throw new IOException(
            "the monitor closed %d of %d windows and left out %s"
                .formatted(windows.size(), closed, notes));
      }
    }
  }

  /** Candidates in order, each followed by its prediction; outcomes so many cases later. */
  private static void publish(KafkaSettings kafka, List<MonitorCases.Case> cases, int delay)
      throws IOException {
    AtomicBoolean failed = new AtomicBoolean();
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("cases"))) {
      for (int i = 0; i < cases.size() + delay; i++) {
        if (i < cases.size()) {
          decide(new Sender(producer, kafka.names(), cases.get(i), failed));
        }
        if (i >= delay && i - delay < cases.size()) {
          observe(new Sender(producer, kafka.names(), cases.get(i - delay), failed), delay);
        }
      }
      producer.flush();
    }
    if (failed.get()) {
      throw new IOException("the broker did not acknowledge a record of the bench");
    }
  }

  /** Sends the records of a case. */
  private record Sender(
      Producer<byte[], byte[]> producer,
      TopicNames names,
      MonitorCases.Case one,
      AtomicBoolean failed) {
    <V> void send(Topic<String, V> topic, V value, Headers headers, long later) {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  names.of(topic),
                  one.partition(),
                  one.time().toEpochMilli() + later,
                  one.candidate().id().getBytes(StandardCharsets.UTF_8),
                  topic.codec().encode(value),
                  headers),
              (metadata, failure) -> failed.compareAndSet(false, failure != null));
    }
  }

  private static void decide(Sender to) {
    MonitorCases.Case one = to.one();
    String id = one.candidate().id();
    to.send(
        Topics.CANDIDATES,
        one.candidate(),
        EventHeaders.candidate(one.candidate(), id, SOURCE, one.time(), Trace.NONE),
        0);
    to.send(
        Topics.PREDICTIONS,
        one.prediction(),
        EventHeaders.prediction(one.prediction(), one.time(), Trace.NONE),
        1);
  }

  private static void observe(Sender to, int delay) {
    MonitorCases.Case one = to.one();
    to.send(
        Topics.OUTCOMES,
        one.outcome(),
        EventHeaders.outcome(one.outcome(), one.candidate().id(), SOURCE, one.time(), Trace.NONE),
        delay * MonitorCases.APART.toMillis());
  }
}
