// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.auditsink.io.AuditVerify;
import dev.probity.auditsink.io.LedgerReads;
import dev.probity.auditsink.io.PostgresAccess;
import dev.probity.auditsink.io.VaultFiles;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.note.VerifierKey;
import dev.probity.auditsink.query.Hop;
import dev.probity.auditsink.query.LedgerCounts;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.local.io.Principal;
import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.ModelRelease;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/** The main job on a running installation, from past cases to the verified ledger. */
public final class DemoRun {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int MOST_HOPS = 100;

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
   * @param people who acts in the demo
   * @param ledger its database, as a reader
   * @param vault the secrets of its ledger's records
   * @param ledgerKey the key that signs its ledger
   * @param postmaster the file with the database server's process id
   * @param scratch a folder for the exported past cases
   */
  public record Place(
      KafkaSettings kafka,
      URI door,
      People people,
      PostgresAccess ledger,
      VaultFiles vault,
      VerifierKey ledgerKey,
      Path postmaster,
      Path scratch) {}

  /**
   * Who acts, by tokens of the installation.
   *
   * @param trains the operator who asks for the training
   * @param approves the operator who lets the release go; never the one who trained
   * @param publisherToken what the HR system shows at the door
   */
  public record People(Principal trains, Principal approves, String publisherToken) {
    /** Two operators, as a release needs two persons. */
    public People {
      if (trains.subject().equals(approves.subject())) {
        throw new IllegalArgumentException(trains.subject() + " approves what they trained");
      }
    }
  }

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
    try (LedgerReads ledger =
            LedgerReads.connect(place.ledger(), place.kafka().names(), place.vault());
        StreamWatch watch = watch();
        Monitor monitor = new Monitor(place.kafka());
        HrSystem hr = hrSystem()) {
      LedgerCounts before = ledger.counts();
      ModelRelease release =
          new FirstRelease(place, story, clock, profile, run).release(watch, begun);
      AcsSample sample = AcsSample.load(profile);
      DemoPlan plan = new DemoPlan(options.plan(), sample.sizes(), options.seed());
      Live live = new Live(story, watch, ledger, place.postmaster(), options.plan());
      DemoStream stream =
          new DemoStream(
              hr, sample, plan, watch, live::show, run, profile.target().source(), options.delay());
      awaitReady(watch);
      story.note(DemoReach.warning(options.plan()));
      Instant streaming = clock.instant();
      List<Long> ends = stream(stream, watch, live, monitor);
      stream.report(0);
      settle(stream, watch, ledger, live, monitor);
      double seconds = seconds(streaming);
      story.phases(options.plan(), ends, watch.signals(), watch.alerts(), live.alertPhases());
      Totals totals = count(stream, watch, ledger, before, begun, seconds, live);
      List<Hop> hops = ledger.trace(stream.example(), MOST_HOPS);
      return new Outcome(totals, release, stream.example(), hops, totals.exitCode());
    }
  }

  /**
   * What a run came to.
   *
   * @param totals its figures
   * @param release the model it released
   * @param example a candidate it explained
   * @param hops what the ledger holds about that candidate
   * @param exitCode 0 when everything holds
   */
  public record Outcome(
      Totals totals, ModelRelease release, String example, List<Hop> hops, int exitCode) {

    /** Copies the hops. */
    public Outcome {
      hops = List.copyOf(hops);
    }
  }

  private StreamWatch watch() {
    return new StreamWatch(
        new KafkaConsumer<>(place.kafka().consumer("demo-watch")),
        new KafkaConsumer<>(place.kafka().consumer("demo-ends")),
        place.kafka().names(),
        StreamWatch.STORY);
  }

  private HrSystem hrSystem() {
    return new HrSystem(
        new KafkaProducer<>(place.kafka().producer("demo-hr")),
        place.kafka().names(),
        place.door(),
        place.people().publisherToken(),
        clock);
  }

  /** The scorer says on the models topic that it serves; candidates sent earlier would queue. */
  private void awaitReady(StreamWatch watch) throws IOException {
    Doors doors = new Doors(place.door());
    await(watch, doors::ready, "readiness of all processors");
  }

  /**
   * A phase ends when all of it is explained, and the monitor has read what was sent: it takes
   * partitions in turn, and one it left behind would bring this phase's outcomes into the next.
   */
  private List<Long> stream(DemoStream stream, StreamWatch watch, Live live, Monitor monitor)
      throws IOException, InterruptedException {
    List<Long> ends = new ArrayList<>();
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
    return ends;
  }

  /** Waits until monitor and ledger have read everything. */
  private void settle(
      DemoStream stream, StreamWatch watch, LedgerReads ledger, Live live, Monitor monitor)
      throws IOException {
    await(
        watch,
        () -> {
          live.show();
          return watch.count(Topics.OUTCOMES) >= stream.reported() && monitor.isCaughtUp(watch);
        },
        "the last outcomes");
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
                place.ledger(),
                Policy.of(List.of(place.ledgerKey())),
                place.kafka().names(),
                place.vault())
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
            .filter(Story::isStanding)
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
    watch.await(done, clock, PATIENCE, what);
  }

  private double seconds(Instant since) {
    return Duration.between(since, clock.instant()).toMillis() / 1_000.0;
  }
}
