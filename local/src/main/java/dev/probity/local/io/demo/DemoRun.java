// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.auditsink.io.AuditVerify;
import dev.probity.auditsink.io.LedgerReads;
import dev.probity.auditsink.io.PostgresAccess;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.note.VerifierKey;
import dev.probity.auditsink.query.LedgerCounts;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.ingest.io.FileIngest;
import dev.probity.ingest.io.FileReport;
import dev.probity.ingest.io.FileRequest;
import dev.probity.ingest.io.IngestListener;
import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/** The main job on a running installation, from past cases to the verified ledger. */
public final class DemoRun {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Place place;
  private final DemoOptions options;
  private final Story story;
  private final InstantSource clock;
  private final Profile profile = ProfileFiles.load("acs-salary");
  private final String run;

  /**
   * Where an installation is.
   *
   * @param kafka how to reach its broker
   * @param door its HTTP door
   * @param ledger its database, as a reader
   * @param ledgerKey the key that signs its ledger
   * @param postmaster the file with the database server's process id
   * @param scratch a folder for the exported past cases
   */
  public record Place(
      KafkaSettings kafka,
      URI door,
      PostgresAccess ledger,
      VerifierKey ledgerKey,
      Path postmaster,
      Path scratch) {}

  /**
   * A demo that has not begun.
   *
   * @param story tells what happens
   */
  public DemoRun(Place place, DemoOptions options, Story story, InstantSource clock) {
    this.place = place;
    this.options = options;
    this.story = story;
    this.clock = clock;
    this.run = "demo-" + options.seed() + "-" + clock.instant().getEpochSecond();
  }

  /**
   * Runs the main job.
   *
   * @param begun when the command was given
   * @return what the ledger and the topics say about it
   */
  public Outcome run(Instant begun) throws IOException, InterruptedException {
    try (LedgerReads ledger = LedgerReads.connect(place.ledger(), place.kafka().names());
        StreamWatch watch = watch();
        HrSystem hr = hrSystem()) {
      LedgerCounts before = ledger.counts();
      ModelRelease release = releaseFirst(watch, begun);
      AcsSample sample = AcsSample.load(profile);
      DemoPlan plan = new DemoPlan(options.plan(), sample.sizes(), options.seed());
      Live live = new Live(story, watch, ledger, place.postmaster());
      DemoStream stream =
          new DemoStream(
              hr, sample, plan, watch, live::show, run, profile.target().source(), options.delay());
      awaitReady(watch);
      Instant streaming = clock.instant();
      List<Long> ends = stream(stream, watch, live);
      stream.report(0);
      settle(stream, watch, ledger, live);
      double seconds = seconds(streaming);
      story.phases(options.plan(), ends, watch.signals(), watch.alerts(), live.alertPhases());
      Totals totals = count(stream, watch, ledger, before, begun, seconds, live);
      return new Outcome(totals, release, stream.example(), totals.exitCode());
    }
  }

  /**
   * What a run came to.
   *
   * @param totals its figures
   * @param release the model it released
   * @param example a candidate it explained, to be traced
   * @param exitCode 0 when everything holds
   */
  public record Outcome(Totals totals, ModelRelease release, String example, int exitCode) {}

  private StreamWatch watch() {
    Map<String, Object> properties = place.kafka().consumer("demo-watch");
    // A waiting fetch holds up the question for end offsets that follows on its connection.
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "5");
    return new StreamWatch(new KafkaConsumer<>(properties), place.kafka().names());
  }

  private HrSystem hrSystem() {
    return new HrSystem(
        new KafkaProducer<>(place.kafka().producer("demo-hr")),
        place.kafka().names(),
        place.door(),
        clock);
  }

  private ModelRelease releaseFirst(StreamWatch watch, Instant begun)
      throws IOException, InterruptedException {
    Path file = place.scratch().resolve("past-cases.csv");
    int rows = AcsSample.writePastCases(file);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(place.kafka().producer("demo-operator"))) {
      FileRequest request =
          new FileRequest(file, profile, Purpose.HISTORY, AcsSample.ID, AcsSample.GROUP, null);
      story.line("publishing %,d past cases of New York with their outcomes".formatted(rows));
      FileReport report =
          new FileIngest(producer, place.kafka().names(), clock, IngestListener.SILENT)
              .run(request);
      story.line(
          "  %,d candidates and %,d outcomes on their topics after %.1f s"
              .formatted(report.accepted(), report.outcomes(), seconds(begun)));
      Governance operators = new Governance(producer, place.kafka().names(), clock);
      operators.request(run, "probity-" + profile.name());
      story.line("training, asked for by " + Governance.TRAINS);
      ModelRelease registered = registered(watch);
      story.release(registered);
      operators.promote(registered);
      story.line(
          "  approved by %s and released %.1f s after the start"
              .formatted(Governance.APPROVES, seconds(begun)));
      return registered;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private ModelRelease registered(StreamWatch watch) throws IOException {
    await(
        watch,
        () -> ended(watch, RetrainingState.FINISHED) || ended(watch, RetrainingState.FAILED),
        "the trainer's answer");
    for (Retraining step : watch.retrainings()) {
      if (step.requestId().equals(run) && step.state() == RetrainingState.FAILED) {
        throw new IOException("training failed: " + step.reason());
      }
    }
    for (ModelRelease release : watch.releases()) {
      if (release.event() == ReleaseEvent.REGISTERED) {
        return release;
      }
    }
    throw new IOException("training finished without a release");
  }

  private boolean ended(StreamWatch watch, RetrainingState state) {
    return watch.retrainings().stream()
        .anyMatch(step -> step.requestId().equals(run) && step.state() == state);
  }

  /** The scorer says on the models topic that it serves; candidates sent earlier would queue. */
  private void awaitReady(StreamWatch watch) throws IOException {
    Doors doors = new Doors(place.door());
    await(watch, doors::ready, "readiness of all processors");
  }

  private List<Long> stream(DemoStream stream, StreamWatch watch, Live live)
      throws IOException, InterruptedException {
    List<Long> ends = new ArrayList<>();
    try (Monitor monitor = new Monitor(place.kafka())) {
      List<Phase> phases = options.plan();
      for (int i = 0; i < phases.size(); i++) {
        live.phase(i, phases.get(i));
        stream.phase(i);
        long expected = stream.sent() - stream.bad();
        await(
            watch,
            () -> {
              live.show();
              return watch.count(Topics.EXPLANATIONS) >= expected && monitor.isCaughtUp(watch);
            },
            "the end of phase " + phases.get(i).name());
        ends.add(watch.count(Topics.PREDICTIONS));
      }
    }
    return ends;
  }

  /** Waits until monitor and ledger have read everything. */
  private void settle(DemoStream stream, StreamWatch watch, LedgerReads ledger, Live live)
      throws IOException {
    try (Monitor monitor = new Monitor(place.kafka())) {
      await(
          watch,
          () -> {
            live.show();
            return watch.count(Topics.OUTCOMES) >= stream.reported() && monitor.isCaughtUp(watch);
          },
          "the last outcomes");
    }
    long[] last = {-1, 0};
    await(
        watch,
        () -> {
          live.show();
          LedgerReads.Progress progress = ledger.progress();
          last[1] = progress.size() == last[0] && progress.projected() == last[0] ? last[1] + 1 : 0;
          last[0] = progress.size();
          return last[1] >= 15;
        },
        "the ledger");
  }

  private Totals count(
      DemoStream stream,
      StreamWatch watch,
      LedgerReads ledger,
      LedgerCounts before,
      Instant begun,
      double streamed,
      Live live) {
    story.line("verifying the ledger");
    VerifyReport report =
        new AuditVerify(
                place.ledger(), Policy.of(List.of(place.ledgerKey())), place.kafka().names())
            .run(List.of());
    story.line("  " + report.lastLine());
    long topics;
    double auc;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(place.kafka().consumer("demo-census"))) {
      TopicCensus census = new TopicCensus(consumer, place.kafka().names());
      topics = census.audited();
      auc = census.auc(watch.begin(Topics.PREDICTIONS), stream.testRows(), profile.target());
    }
    long policy =
        watch.signals().stream()
            .filter(signal -> "policy-standing".equals(signal.limits().thresholdRule()))
            .map(signal -> signal.series().key())
            .distinct()
            .count();
    return Totals.of(ledger.counts(), before)
        .with(
            topics,
            stream.bad(),
            report.exitCode() == 0,
            auc,
            policy,
            seconds(begun),
            (stream.sent() - stream.bad()) / streamed,
            live.residentMiB());
  }

  private void await(StreamWatch watch, BooleanSupplier done, String what) throws IOException {
    Instant deadline = clock.instant().plus(PATIENCE);
    while (!done.getAsBoolean()) {
      if (clock.instant().isAfter(deadline)) {
        throw new IOException("waited " + PATIENCE.toMinutes() + " minutes for " + what);
      }
      watch.look(LOOK);
    }
  }

  private double seconds(Instant since) {
    return Duration.between(since, clock.instant()).toMillis() / 1_000.0;
  }
}
