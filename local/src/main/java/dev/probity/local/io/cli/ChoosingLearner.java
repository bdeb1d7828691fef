// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.trainer.LearnerName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who grows the trees of a training. */
final class ChoosingLearner {
  @Option(
      names = "--learner",
      paramLabel = "NAME",
      description =
          "Who grows the trees: xgboost or smile (default: what probity.trainer.learner says, else"
              + " xgboost).")
  private @Nullable String learner;

  @Option(
      names = "--compare-learners",
      description =
          "Let the other learner train on the same split too: the run shows both side by side when"
              + " it serves, and releases its own only.")
  private boolean compare;

  /**
   * The learner; null when none is named.
   *
   * @throws IllegalArgumentException naming those there are
   */
  @Nullable LearnerName name() {
    return learner == null ? null : LearnerName.of(learner);
  }

  boolean compares() {
    return compare;
  }

  boolean given() {
    return learner != null || compare;
  }
}
