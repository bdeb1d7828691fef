// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.topics.record.ModelRelease;
import dev.probity.trainer.Evaluation;
import dev.probity.trainer.Pipeline;
import dev.probity.trainer.ReplayCounts;
import java.util.List;

/** What came of a training request; it stands on the retraining topic too. */
public sealed interface TrainingReport {
  /**
   * There is a release.
   *
   * @param release what the models topic says about it
   * @param champion whether it is champion now
   * @param evaluation its figures
   * @param counts what became of every record replayed
   * @param steps how long each step took
   */
  record Released(
      ModelRelease release,
      boolean champion,
      Evaluation evaluation,
      ReplayCounts counts,
      List<StepReport> steps)
      implements TrainingReport {
    /** Copies. */
    public Released {
      steps = List.copyOf(steps);
    }
  }

  /**
   * The run went as far as it was told to, and released nothing.
   *
   * @param after the last pipeline that was run
   */
  record Stopped(Pipeline after) implements TrainingReport {}

  /**
   * There is none.
   *
   * @param reason why
   * @param gone whether what the run had settled to train on may not or cannot be read any more; a
   *     new run may settle on something else
   */
  record Failed(String reason, boolean gone) implements TrainingReport {
    /** There is none, and a new run would come to the same. */
    public Failed(String reason) {
      this(reason, false);
    }
  }
}
