// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.trainer.run.RunTrial;
import dev.probity.trainer.search.Finalist;
import dev.probity.trainer.search.TrialListener;
import dev.probity.trainer.search.TrialRow;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the trials of a search in its run's folder, and gives the search up when its time is over.
 * The time decides nothing but that: a search that ends has chosen what any other would.
 */
final class TrialLog implements TrialListener {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final RunFolder run;
  private final InstantSource clock;
  private final int seconds;
  private final Instant begun;
  private final Map<Integer, RunTrial> trials = new TreeMap<>();
  private long cpuNanos;

  /**
   * A log in a run's folder.
   *
   * @param seconds after which the search is given up; 0 for never
   */
  TrialLog(RunFolder run, InstantSource clock, int seconds) {
    this.run = run;
    this.clock = clock;
    this.seconds = seconds;
    this.begun = clock.instant();
    this.cpuNanos = THREADS.getCurrentThreadCpuTime();
  }

  @Override
  public @Nullable String reached(TrialRow row) {
    long now = THREADS.getCurrentThreadCpuTime();
    RunTrial before = trials.get(row.trial());
    Map<Integer, Double> losses = new TreeMap<>(before == null ? Map.of() : before.losses());
    losses.put(row.rung(), row.logLoss());
    double spent = before == null ? 0 : before.cpuSeconds();
    RunTrial trial =
        new RunTrial(
            row.trial(),
            row.boosting().params(),
            row.rung(),
            losses,
            row.trees(),
            row.nodes(),
            0,
            0,
            spent + Math.round((now - cpuNanos) / 1e6) / 1e3,
            false);
    cpuNanos = now;
    trials.put(row.trial(), trial);
    run.trial(trial);
    return over(row);
  }

  private @Nullable String over(TrialRow row) {
    Duration taken = Duration.between(begun, clock.instant());
    if (seconds == 0 || taken.compareTo(Duration.ofSeconds(seconds)) < 0) {
      return null;
    }
    run.givenUp();
    return "the search is incomplete: its limit of "
        + seconds
        + " s was over at trial "
        + row.trial()
        + ", rung "
        + row.rung()
        + "; nothing is released. Maybe allow it more time, or fewer trials";
  }

  @Override
  public void judged(Finalist finalist) {
    RunTrial trial = trials.get(finalist.trial());
    if (trial != null) {
      run.trial(
          new RunTrial(
              trial.trial(),
              trial.params(),
              trial.rung(),
              trial.losses(),
              trial.trees(),
              trial.nodes(),
              finalist.tableBytes(),
              finalist.standardError(),
              trial.cpuSeconds(),
              finalist.chosen()));
    }
  }
}
