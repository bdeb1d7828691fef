// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import org.jspecify.annotations.Nullable;

/**
 * What a request asks for beyond the usual.
 *
 * @param searchTrials how many trials search for parameters; 0 for none, and the defaults
 * @param searchSeconds after how many seconds a search is given up; 0 for never
 * @param reweigh the protected attribute whose groups are reweighed against bias; null for none
 * @param learner who grows the trees; null for whom the trainer's configuration names
 * @param compare whether the others grow trees of the same rows too, to be shown beside it
 */
public record TrainingOptions(
    int searchTrials,
    int searchSeconds,
    @Nullable String reweigh,
    @Nullable LearnerName learner,
    boolean compare) {
  /** The defaults, no search, nothing reweighed. */
  public static final TrainingOptions USUAL = new TrainingOptions(0, 0, null);

  /** Options with the learner of the trainer's configuration, compared with no other. */
  public TrainingOptions(int searchTrials, int searchSeconds, @Nullable String reweigh) {
    this(searchTrials, searchSeconds, reweigh, null, false);
  }

  /** The same, with a learner where none is named. */
  public TrainingOptions orLearner(LearnerName usual) {
    return learner == null
        ? new TrainingOptions(searchTrials, searchSeconds, reweigh, usual, compare)
        : this;
  }

  /** Checks the ranges. */
  public TrainingOptions {
    if (searchTrials < 0 || searchSeconds < 0) {
      throw new IllegalArgumentException(
          "trials and seconds of a search must be at least 0: "
              + searchTrials
              + ", "
              + searchSeconds);
    }
  }
}
