// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.util.List;

/** Finds out how the trees of a release are grown, and how many, without any row of its tests. */
public interface Growing {
  /**
   * Decides.
   *
   * @param fit rows to grow on
   * @param validation rows to decide by, encoded alike
   */
  Decision decide(TrainingMatrix fit, TrainingMatrix validation);

  /** Says in one line what it does: the same line and rows give the same decision. */
  String described();

  /** What came of it. */
  sealed interface Decision {}

  /**
   * It is known.
   *
   * @param boosting how trees are grown
   * @param trees how many
   * @param validationLogLoss log-loss on the validation rows after each tree that was tried
   * @param trial the trial of a search that won, from 1; 0 without a search
   */
  record Chosen(Boosting boosting, int trees, List<Double> validationLogLoss, int trial)
      implements Decision {
    /** Copies. */
    public Chosen {
      validationLogLoss = List.copyOf(validationLogLoss);
    }
  }

  /**
   * It is not, and there will be no release.
   *
   * @param reason why
   */
  record Abandoned(String reason) implements Decision {}

  /**
   * One growth with given parameters, stopped early.
   *
   * @param learner grows the trees
   * @param boosting how
   * @param seed of whatever is drawn at random
   */
  record EarlyStopping(Learner learner, Boosting boosting, long seed) implements Growing {
    @Override
    public Decision decide(TrainingMatrix fit, TrainingMatrix validation) {
      GrownTrees stopped = learner.fit(fit, validation, boosting, seed);
      return new Chosen(boosting, stopped.trees(), stopped.validationLogLoss(), 0);
    }

    @Override
    public String described() {
      return "early stopping, seed " + seed + ", " + boosting.params();
    }
  }
}
