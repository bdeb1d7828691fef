// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.driftmonitor.MonitorListener;
import dev.probity.driftmonitor.Note;
import dev.probity.driftmonitor.io.DriftMonitorConfig;
import dev.probity.driftmonitor.io.DriftMonitorService;
import dev.probity.local.io.EmbeddedBroker;
import dev.probity.local.io.LocalTopics;
import dev.probity.local.io.Ports;
import dev.probity.local.io.demo.TrainedRelease;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.WindowStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;

/**
 * The monitor's own topology on an embedded broker of its own, in turns with a stage that merely
 * parses the same records: same settings, same topics, exactly once.
 */
final class StreamsBench {
  /** A case reaches the stage as an observation, an explanation and a truth. */
  private static final int STAGE_INPUTS = 3;

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
  MonitorReport.Streamed run(int cases, int rounds, int windowRows, int delay)
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
      progress.accept("publishing %,d cases".formatted(cases));
      new CasePublisher(config.kafka(), profile, release).publish(cases, delay);
      return measure(config, cases, rounds);
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
}
