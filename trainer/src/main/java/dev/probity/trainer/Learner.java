// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

/**
 * Grows trees; the only thing a training library is asked to do. What leaves it is our ensemble.
 */
public interface Learner {
  /** What this learner is and can do. */
  LearnerInfo info();

  /**
   * Grows trees until the validation log-loss has not improved for {@link Boosting#patience} trees,
   * and cuts back to the best.
   *
   * @param fit rows to grow on
   * @param validation rows to stop by, encoded alike
   * @param boosting how
   * @param seed of whatever is drawn at random
   */
  GrownTrees fit(TrainingMatrix fit, TrainingMatrix validation, Boosting boosting, long seed);

  /**
   * Grows exactly {@link Boosting#rounds} trees.
   *
   * @param rows rows to grow on
   * @param boosting how
   * @param seed of whatever is drawn at random
   */
  GrownTrees grow(TrainingMatrix rows, Boosting boosting, long seed);

  /**
   * Holds rows for growths that are stopped and continued, as a search does; of a learner with
   * {@link LearnerInfo.Capability#CONTINUING} only.
   *
   * @param fit rows to grow on
   * @param validation rows to stop by, encoded alike
   */
  default HeldRows hold(TrainingMatrix fit, TrainingMatrix validation) {
    throw new UnsupportedOperationException(info().name() + " cannot continue a growth");
  }
}
