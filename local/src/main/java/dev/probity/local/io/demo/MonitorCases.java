// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.scorer.Scoring;
import dev.probity.scorer.ScoringResult;
import dev.probity.scorer.ServingModel;
import dev.probity.topics.Topics;
import dev.probity.topics.profile.Label;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Real cases as the monitor's topics carry them: candidate, prediction, outcome. */
public final class MonitorCases {
  /** Between two candidates. */
  public static final Duration APART = Duration.ofMillis(4);

  private static final Phase NEW_YORK = new Phase("NY", List.of("36"), 20_000);

  /**
   * A case.
   *
   * @param number its number from 0, and the candidate's offset in its partition
   * @param partition where candidate and prediction lie
   * @param time when the candidate came
   * @param candidate who is decided on
   * @param groups the candidate's protected groups, as the sample has them
   * @param prediction what the release says
   * @param outcome the truth, as its sender reports it
   * @param label the truth, as the profile reads it
   */
  public record Case(
      int number,
      int partition,
      Instant time,
      Candidate candidate,
      Map<String, String> groups,
      Prediction prediction,
      Outcome outcome,
      boolean label) {
    /** Copies. */
    public Case {
      groups = Map.copyOf(groups);
    }
  }

  private MonitorCases() {}

  /**
   * Cases of New York that no tree was grown on, in an order that is always the same; rows come
   * again, under other ids, when all were drawn.
   *
   * @param serving the release that decides
   * @param count how many
   * @param partitions the partitions of the topics
   * @param start when the first candidate came; a broker drops what is older than its topic keeps
   */
  public static List<Case> of(ServingModel serving, int count, int partitions, Instant start)
      throws IOException {
    AcsSample sample = AcsSample.load(serving.profile());
    List<Phase> phases = new ArrayList<>();
    for (int planned = 0; planned < 2 * count; planned += NEW_YORK.records()) {
      phases.add(NEW_YORK);
    }
    DemoPlan plan = new DemoPlan(phases, sample.sizes(), 1);
    List<Case> cases = new ArrayList<>(count);
    for (int phase = 0; cases.size() < count; phase++) {
      for (Draw draw : plan.draw(phase)) {
        if (!draw.bad() && cases.size() < count) {
          Instant time = start.plus(APART.multipliedBy(cases.size()));
          cases.add(one(serving, sample, draw, cases.size(), partitions, time));
        }
      }
    }
    return cases;
  }

  private static Case one(
      ServingModel serving, AcsSample sample, Draw draw, int number, int partitions, Instant time) {
    Candidate candidate = sample.candidate(draw);
    int partition = number % partitions;
    SourcePosition source =
        new SourcePosition(Topics.CANDIDATES.name(), partition, number / partitions);
    Map<String, AttributeValue> observed =
        Map.of(serving.profile().target().source(), AttributeValue.of(sample.observed(draw)));
    if (Scoring.score(serving, candidate, source, time)
            instanceof ScoringResult.Scored(Prediction prediction)
        && serving.profile().target().label(observed) instanceof Label.Known label) {
      Outcome outcome = new Outcome(candidate.id(), null, observed, time);
      return new Case(
          number,
          partition,
          time,
          candidate,
          sample.groups(draw),
          prediction,
          outcome,
          label.positive());
    }
    throw new IllegalStateException("the sample holds a good row that is not decided on");
  }
}
