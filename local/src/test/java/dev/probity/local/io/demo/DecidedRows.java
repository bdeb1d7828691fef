// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.driftmonitor.Observation;
import dev.probity.scorer.Scoring;
import dev.probity.scorer.ScoringResult;
import dev.probity.scorer.ServingModel;
import dev.probity.topics.Topics;
import dev.probity.topics.profile.Label;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of the sample as the scorer decides on them, each scored once whatever the seed. */
final class DecidedRows {
  private static final String UNSEEN = "unseen:";

  private final AcsSample sample;
  private final ServingModel serving;
  private final FairnessAccess access = FairnessAccess.forPurpose("test");
  private final Map<String, Decided> decided = new HashMap<>();

  DecidedRows(AcsSample sample, ServingModel serving) {
    this.sample = sample;
    this.serving = serving;
  }

  /** A row: the prediction made of it, the groups of its candidate, and the truth. */
  private record Decided(Prediction prediction, Map<String, String> groups, boolean label) {}

  AcsSample sample() {
    return sample;
  }

  Profile profile() {
    return serving.profile();
  }

  private Decided decided(Draw draw) {
    return decided.computeIfAbsent(draw.pool() + "/" + draw.row(), key -> decide(draw));
  }

  private Decided decide(Draw draw) {
    Candidate candidate = sample.candidate(draw);
    SourcePosition nowhere = new SourcePosition(Topics.CANDIDATES.name(), 0, 0);
    if (Scoring.score(serving, candidate, nowhere, Instant.EPOCH)
            instanceof ScoringResult.Scored(Prediction prediction)
        && profile().target().label(observed(draw)) instanceof Label.Known label) {
      return new Decided(prediction, groups(candidate), label.positive());
    }
    throw new AssertionError("a good row was not decided on: " + draw);
  }

  private Map<String, AttributeValue> observed(Draw draw) {
    return Map.of(profile().target().source(), AttributeValue.of(sample.observed(draw)));
  }

  private Map<String, String> groups(Candidate candidate) {
    Map<String, String> groups = new LinkedHashMap<>();
    candidate
        .protectedAttributes()
        .values(access)
        .forEach(
            (name, value) -> {
              if (value instanceof AttributeValue.Number(double code)) {
                groups.put(name, Long.toString((long) code));
              }
            });
    return groups;
  }

  /** What the monitor sees of a draw, the n-th good record of the stream. */
  Observation observation(Draw draw, long n, Instant at) {
    Decided row = decided(draw);
    Prediction made = row.prediction();
    List<String> unseen =
        made.flags().stream()
            .filter(flag -> flag.startsWith(UNSEEN))
            .map(flag -> flag.substring(UNSEEN.length()))
            .toList();
    return new Observation(
        made.modelDigest(),
        made.model(),
        "c-" + n,
        made.id(),
        new SourcePosition(Topics.CANDIDATES.name(), 0, n),
        new SourcePosition(Topics.PREDICTIONS.name(), 0, n),
        at,
        made.vector(),
        unseen,
        made.probability(),
        made.positive(),
        row.groups());
  }

  /** The truth of a draw. */
  boolean label(Draw draw) {
    return decided(draw).label();
  }
}
