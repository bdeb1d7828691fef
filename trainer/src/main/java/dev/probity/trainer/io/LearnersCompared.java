// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.ModelRefusedException;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.trainer.DataSource;
import dev.probity.trainer.Dataset;
import dev.probity.trainer.Growing;
import dev.probity.trainer.Learner;
import dev.probity.trainer.LearnerName;
import dev.probity.trainer.StepListener;
import dev.probity.trainer.StepStore;
import dev.probity.trainer.TrainedModel;
import dev.probity.trainer.Training;
import dev.probity.trainer.TrainingResult;
import dev.probity.trainer.TrainingSpec;
import dev.probity.trainer.run.RunLearning;
import dev.probity.trainer.run.RunMitigation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lets every other learner train on the rows of a run, each by its own defaults and stopped early:
 * the same split, its own number of trees and its own calibrator. Nothing of theirs is released.
 */
final class LearnersCompared {
  private final PipelineRun.Tools tools;
  private final TrainingSpec spec;
  private final FairnessAccess access;

  /** A comparison beside a training of this specification. */
  LearnersCompared(PipelineRun.Tools tools, TrainingSpec spec, FairnessAccess access) {
    this.tools = tools;
    this.spec = spec;
    this.access = access;
  }

  /**
   * Every learner's side, the run's own first.
   *
   * @param name the run's own learner
   * @param own the same, with the time it took
   * @param model what it made
   */
  List<RunLearning.Side> with(
      LearnerName name, TimedLearner own, TrainedModel model, Dataset rows, DataSource source) {
    List<RunLearning.Side> sides = new ArrayList<>();
    sides.add(grown(name, own, model));
    for (LearnerName other : LearnerName.values()) {
      if (other != name) {
        sides.add(side(other, rows, source));
      }
    }
    return sides;
  }

  private RunLearning.Side side(LearnerName name, Dataset rows, DataSource source) {
    TimedLearner learner = new TimedLearner(tools.learners().of(name));
    try {
      return switch (training(name, learner).run(rows, source)) {
        case TrainingResult.Refused(String reason) -> refused(name, learner, reason);
        case TrainingResult.Trained(TrainedModel model) -> grown(name, learner, model);
      };
    } catch (IllegalArgumentException | IllegalStateException | ModelRefusedException failed) {
      // The release is the own learner's: what another cannot do is told, and costs nobody one.
      return refused(name, learner, String.valueOf(failed.getMessage()));
    }
  }

  private Training training(LearnerName name, Learner learner) {
    TrainingSpec own = spec.growing(name.boosting());
    return new Training(
        tools.profile(),
        own,
        learner,
        access,
        List.of(tools.key()),
        StepListener.SILENT,
        new Growing.EarlyStopping(learner, own.boosting(), own.seed()),
        StepStore.NONE);
  }

  private static RunLearning.Side refused(LearnerName name, Learner learner, String reason) {
    return new RunLearning.Side(name, learner.info().version(), reason, 0, 0, Map.of());
  }

  private static RunLearning.Side grown(
      LearnerName name, TimedLearner learner, TrainedModel model) {
    Map<String, RunMitigation.Figure> figures = new TreeMap<>();
    model.evaluation().all().forEach((key, value) -> figures.put(key, Mitigations.figure(value)));
    return new RunLearning.Side(
        name,
        learner.info().version(),
        null,
        model.manifest().trees().count(),
        learner.seconds(),
        figures);
  }
}
