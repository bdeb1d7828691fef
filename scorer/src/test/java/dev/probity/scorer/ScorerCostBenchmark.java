// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.scorer.CandidateReader.Reading;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

/**
 * What one candidate costs in the pure part of the scorer, in CPU time of one thread: 300 trees of
 * depth 4 over the salary profile. Run it with {@code -Dtest=ScorerCostBenchmark}.
 */
class ScorerCostBenchmark {
  private static final int ROWS = 4_000;
  private static final int BATCH = 500;
  private static final int ROUNDS = 12;

  private final Profile profile = ProfileFiles.load("acs-salary");
  private final ServingModel serving =
      ServingModel.bind(FixedModels.over(profile, 1, 300, 4), profile);
  private final CandidateReader reader = new CandidateReader(Duration.ofDays(1));
  private final Instant now = Instant.ofEpochMilli(1_762_050_000_000L);

  private record Input(byte[] key, byte[] value, Headers headers) {}

  @Test
  void printsTheCostOfACandidate() {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Candidate candidate = FixedCandidates.of(profile, i);
      inputs.add(
          new Input(
              Codecs.TEXT_KEY.encode(candidate.key()),
              Codecs.CANDIDATE.encode(candidate),
              EventHeaders.candidate(candidate, "event-" + i, "/hr/one", now, Trace.NONE)));
    }
    double best = Double.MAX_VALUE;
    double[] bestParts = new double[3];
    for (int round = 0; round < ROUNDS; round++) {
      double[] parts = round(inputs);
      double sum = parts[0] + parts[1] + parts[2];
      if (sum < best) {
        best = sum;
        bestParts = parts;
      }
    }
    System.out.printf(
        "scorer, us of CPU per record: read %.2f, validate+encode+score %.2f, write %.2f, all"
            + " %.2f%n",
        bestParts[0], bestParts[1], bestParts[2], best);
  }

  private double[] round(List<Input> inputs) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    RecentEvents recent = new RecentEvents();
    List<Reading.Arrived> arrived = new ArrayList<>(ROWS);
    List<Prediction> scored = new ArrayList<>(ROWS);
    long bytes = 0;
    long start = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < ROWS; i++) {
      Input input = inputs.get(i);
      Reading reading =
          reader.read(at(i), input.key(), input.value(), input.headers(), now, recent);
      arrived.add((Reading.Arrived) reading);
    }
    long read = threads.getCurrentThreadCpuTime();
    for (int from = 0; from < ROWS; from += BATCH) {
      ScoringBatch batch = new ScoringBatch(serving);
      for (int i = from; i < from + BATCH; i++) {
        batch.add(arrived.get(i).candidate(), at(i), arrived.get(i).eventTime());
      }
      scored.addAll(batch.predictions());
    }
    long done = threads.getCurrentThreadCpuTime();
    for (Prediction one : scored) {
      bytes += Codecs.PREDICTION.encode(one).length;
      for (var header : EventHeaders.prediction(one, now, Trace.NONE)) {
        bytes += header.value().length;
      }
    }
    long written = threads.getCurrentThreadCpuTime();
    if (bytes == 0) {
      throw new AssertionError("nothing was written");
    }
    return new double[] {
      (read - start) / 1e3 / ROWS, (done - read) / 1e3 / ROWS, (written - done) / 1e3 / ROWS
    };
  }

  private static SourcePosition at(long offset) {
    return new SourcePosition(Topics.CANDIDATES.name(), 0, offset);
  }
}
