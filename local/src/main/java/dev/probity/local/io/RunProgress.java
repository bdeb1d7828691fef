// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.trainer.io.RecordedRuns;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunStep;
import dev.probity.trainer.run.RunTrial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How far a run has come since one last looked, read from its folder. */
public final class RunProgress {
  private final Path runs;
  private final String id;
  private final Map<Integer, Integer> rungs = new HashMap<>();
  private int steps;
  private boolean chosen;

  /**
   * The progress of a run that need not have begun.
   *
   * @param runs the folder of all runs
   * @param id names the run
   */
  public RunProgress(Path runs, String id) {
    this.runs = runs;
    this.id = id;
  }

  /** What is new, a line each; nothing while there is no such run here. */
  public List<String> news() throws IOException {
    RunRecord run = RecordedRuns.find(runs, id);
    List<String> lines = new ArrayList<>();
    if (run == null) {
      return lines;
    }
    int trials = run.trials().size();
    for (RunTrial trial : run.trials()) {
      if (rungs.getOrDefault(trial.trial(), 0) < trial.rung()) {
        rungs.put(trial.trial(), trial.rung());
        lines.add(
            String.format(
                Locale.ROOT,
                "  trial %d rung %d: log-loss %.5f, %d trees (%d trials begun)",
                trial.trial(),
                trial.rung(),
                trial.logLoss(),
                trial.trees(),
                trials));
      }
      if (trial.chosen() && !chosen) {
        chosen = true;
        lines.add("  trial " + trial.trial() + " is chosen: " + trial.params());
      }
    }
    for (RunStep step :
        run.steps().subList(Math.min(steps, run.steps().size()), run.steps().size())) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %s: %,d %s in %,d ms",
              step.name(),
              step.count(),
              step.unit(),
              step.millis()));
    }
    steps = run.steps().size();
    return lines;
  }
}
