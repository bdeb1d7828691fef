// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.driftmonitor.MonitoredRelease;
import dev.probity.ingest.CsvRow;
import dev.probity.ingest.CsvRows;
import dev.probity.ingest.FileMapping;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.SigningKey;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.scorer.ServingModel;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.SourcePosition;
import dev.probity.trainer.TrainingIntake;
import dev.probity.trainer.TrainingResult;
import dev.probity.trainer.io.TrainingAtHand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The release of the demo without its brokers: New York's past cases through the trainer's intake,
 * training and bundle, bound as the scorer and the monitor bind it.
 *
 * @param serving scores
 * @param monitored is watched
 */
public record TrainedRelease(ServingModel serving, MonitoredRelease monitored) {
  private static final Instant OBSERVED = Instant.parse("2026-01-01T00:00:00Z");

  /**
   * Trains on the past cases of the sample that ships with the product.
   *
   * @param profile whose candidates they are
   * @param folder where the past cases are written
   */
  public static TrainedRelease train(Profile profile, Path folder) throws IOException {
    // Signs and is trusted within this call alone; the bundle is never written anywhere.
    SigningKey key = SigningKey.of("trainer.memory/1", new byte[32]);
    TrainingAtHand training = new TrainingAtHand(profile);
    takePastCases(profile, folder, training.intake());
    TrainingResult result = training.run(1, key);
    if (result instanceof TrainingResult.Trained(var model)
        && model.load(List.of(key.trusted())) instanceof Bundle.Loaded(Bundle bundle)) {
      MonitoringReference reference = MonitoringReference.parse(bundle.file("reference.json"));
      return new TrainedRelease(
          ServingModel.bind(bundle.model(), profile).named("1"),
          new MonitoredRelease(
              bundle.digest().hex(), bundle.manifest().name(), model.referenceDigest(), reference));
    }
    throw new IllegalStateException("the past cases gave no release: " + result);
  }

  private static void takePastCases(Profile profile, Path folder, TrainingIntake intake)
      throws IOException {
    Path file = folder.resolve("past-cases.csv");
    AcsSample.writePastCases(file);
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      CsvRows rows = new CsvRows(lines.lines().iterator());
      List<String> header = rows.next().cells();
      FileMapping mapping =
          FileMapping.of(header, profile, Purpose.HISTORY, AcsSample.ID, AcsSample.GROUP);
      for (long offset = 0; rows.hasNext(); offset++) {
        CsvRow row = rows.next();
        Candidate candidate = mapping.candidate(row);
        Outcome outcome = mapping.outcome(row, candidate.id(), OBSERVED);
        if (outcome == null) {
          throw new IllegalStateException("the sample holds a past case without outcome");
        }
        String event = "past-" + offset;
        intake.candidate(
            new SourcePosition(Topics.CANDIDATES.name(), 0, offset),
            candidate.key(),
            Topics.CANDIDATES.codec().encode(candidate),
            EventHeaders.candidate(candidate, event, "/probity/memory", OBSERVED, Trace.NONE));
        intake.outcome(
            new SourcePosition(Topics.OUTCOMES.name(), 0, offset),
            outcome.key(),
            Topics.OUTCOMES.codec().encode(outcome),
            EventHeaders.outcome(outcome, event, "/probity/memory", OBSERVED, Trace.NONE));
      }
    }
  }
}
