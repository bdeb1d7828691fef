// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.ingest.CodeMapping;
import dev.probity.ingest.io.FileIngest;
import dev.probity.ingest.io.FileReport;
import dev.probity.ingest.io.FileRequest;
import dev.probity.ingest.io.IngestListener;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.clients.producer.KafkaProducer;

/** The first model of an installation: trained on past cases, approved, released. */
public final class FirstRelease {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final DemoRun.Place place;
  private final Story story;
  private final InstantSource clock;
  private final Profile profile;
  private final String run;

  /**
   * A release that has not been asked for.
   *
   * @param run the id of the request
   */
  public FirstRelease(
      DemoRun.Place place, Story story, InstantSource clock, Profile profile, String run) {
    this.place = place;
    this.story = story;
    this.clock = clock;
    this.profile = profile;
    this.run = run;
  }

  /**
   * Publishes the past cases, asks for a model, and lets it serve.
   *
   * @param begun when the command was given, for the times that are told
   */
  public ModelRelease release(StreamWatch watch, Instant begun)
      throws IOException, InterruptedException {
    Path file = place.scratch().resolve("past-cases.csv");
    int rows = AcsSample.writePastCases(file);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(place.kafka().producer("demo-operator"))) {
      FileRequest request =
          new FileRequest(
              file,
              profile,
              Purpose.HISTORY,
              AcsSample.ID,
              AcsSample.GROUP,
              null,
              CodeMapping.NONE);
      story.line("publishing %,d past cases of New York with their outcomes".formatted(rows));
      FileReport report =
          new FileIngest(producer, place.kafka().names(), clock, IngestListener.SILENT)
              .run(request);
      story.line(
          "  %,d candidates and %,d outcomes on their topics after %.1f s"
              .formatted(report.accepted(), report.outcomes(), seconds(begun)));
      Governance operators = new Governance(producer, place.kafka().names(), place.people(), clock);
      operators.request(run, "probity-" + profile.name());
      story.line("training, asked for by " + place.people().trains().subject());
      ModelRelease registered = registered(watch);
      story.release(registered);
      operators.promote(registered);
      story.line(
          "  approved by %s and released %.1f s after the start"
              .formatted(place.people().approves().subject(), seconds(begun)));
      return registered;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private ModelRelease registered(StreamWatch watch) throws IOException {
    watch.await(
        () -> ended(watch, RetrainingState.FINISHED) || ended(watch, RetrainingState.FAILED),
        clock,
        PATIENCE,
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

  private double seconds(Instant since) {
    return Duration.between(since, clock.instant()).toMillis() / 1_000.0;
  }
}
