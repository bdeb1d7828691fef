// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.trainer.Learner;
import dev.probity.trainer.LearnerName;

/** Who grows trees, by name. */
@FunctionalInterface
public interface Learners {
  /** Those that are built in. */
  Learners BUILT_IN =
      name ->
          switch (name) {
            case XGBOOST -> new XgboostLearner();
            case SMILE -> new SmileLearner();
          };

  /** The learner of a name. */
  Learner of(LearnerName name);
}
