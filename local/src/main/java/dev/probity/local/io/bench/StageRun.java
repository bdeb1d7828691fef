// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.driftmonitor.MonitorSettings;
import dev.probity.driftmonitor.MonitorStage;
import dev.probity.driftmonitor.MonitoredRelease;
import dev.probity.driftmonitor.Observation;
import dev.probity.driftmonitor.Truth;
import dev.probity.local.io.demo.MemoryStores;
import dev.probity.local.io.demo.MonitorCases;
import dev.probity.topics.Topics;
import dev.probity.topics.profile.AlarmTolerances;
import dev.probity.topics.record.SourcePosition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The monitor's whole stage without brokers: the fold, the cases of candidates, every row of a
 * window when it closes and when its truth is complete, and the state written as for a restart.
 */
final class StageRun {
  private static final int EARLY_OUTCOMES = 100_000;

  private final MonitoredRelease release;
  private final AlarmTolerances tolerances;
  private final List<MonitorCases.Case> cases;
  private final List<Map<String, String>> groups;
  private final int windowRows;

  StageRun(
      MonitoredRelease release,
      AlarmTolerances tolerances,
      List<MonitorCases.Case> cases,
      List<Map<String, String>> groups,
      int windowRows) {
    this.release = release;
    this.tolerances = tolerances;
    this.cases = cases;
    this.groups = groups;
    this.windowRows = windowRows;
  }

  /**
   * CPU time of a run.
   *
   * @param seconds all of it
   * @param closing the median of closing a window, in seconds: every row of it, without truths
   */
  record Figures(double seconds, double closing) {}

  /** The best of several runs, each from nothing; outcomes follow so many cases later. */
  Figures best(int runs, int delay) {
    Figures best = new Figures(Double.MAX_VALUE, 0);
    for (int i = 0; i < runs; i++) {
      Figures run = run(delay);
      best = run.seconds() < best.seconds() ? run : best;
    }
    return best;
  }

  private Figures run(int delay) {
    MemoryStores stores = new MemoryStores();
    MonitorStage stage =
        new MonitorStage(
            new MonitorSettings(windowRows, 1_000, tolerances),
            digest -> release,
            digest -> stores,
            stores,
            stores,
            EARLY_OUTCOMES);
    double[] closings = new double[cases.size() / windowRows];
    double seconds = 0;
    for (int from = 0; from < cases.size() + delay; from += windowRows) {
      int first = from;
      seconds += Timing.seconds(() -> turn(stage, first, first + windowRows - 1, delay));
      int last = from + windowRows - 1;
      double closing = Timing.seconds(() -> turn(stage, last, last + 1, delay));
      seconds += closing;
      if (last < cases.size()) {
        closings[last / windowRows] = closing;
      }
    }
    Arrays.sort(closings);
    return new Figures(seconds, closings.length == 0 ? 0 : closings[closings.length / 2]);
  }

  private void turn(MonitorStage stage, int from, int to, int delay) {
    for (int i = from; i < to; i++) {
      if (i < cases.size()) {
        stage.take(observation(cases.get(i), groups.get(i)));
      }
      if (i >= delay && i - delay < cases.size()) {
        MonitorCases.Case one = cases.get(i - delay);
        stage.take(new Truth(one.candidate().id(), null, one.label(), one.time(), one.time()));
      }
    }
  }

  private static Observation observation(MonitorCases.Case one, Map<String, String> groups) {
    return new Observation(
        one.prediction().modelDigest(),
        one.prediction().model(),
        one.candidate().id(),
        one.prediction().id(),
        one.prediction().source(),
        new SourcePosition(
            Topics.PREDICTIONS.name(), one.partition(), one.prediction().source().offset()),
        one.time(),
        one.prediction().vector(),
        List.of(),
        one.prediction().probability(),
        one.prediction().positive(),
        groups);
  }
}
