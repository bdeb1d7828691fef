// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.FeatureSpec;
import dev.probity.trainer.LearnerInfo.Capability;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a training needs of its learner: what one lacks is refused by name, not approximated. */
final class LearnerNeeds {
  private LearnerNeeds() {}

  /**
   * Refuses a specification the learner cannot carry out.
   *
   * @throws IllegalArgumentException naming what it lacks
   */
  static void require(LearnerInfo learner, TrainingSpec spec) {
    learner.require(spec.boosting().needs());
    if (spec.reweigh() != null && !resamples(learner)) {
      learner.require(Set.of(Capability.WEIGHTS));
    }
  }

  /** What rows lack that the learner cannot do without; null when nothing. */
  static @Nullable String missing(
      LearnerInfo learner, FeatureSpec features, Dataset dataset, int[] rows) {
    if (learner.capabilities().contains(Capability.MISSING_DIRECTION)) {
      return null;
    }
    for (String name : features.names()) {
      Column column = dataset.feature(name);
      long count = IntStream.of(rows).filter(row -> column.code(row) == null).count();
      if (count > 0) {
        return "%s %s lacks [%s]: %,d of %,d rows have no %s. Maybe train with xgboost"
            .formatted(
                learner.name(),
                learner.version(),
                Capability.MISSING_DIRECTION,
                count,
                rows.length,
                name);
      }
    }
    return null;
  }

  /** What the manifest says about how the trees were grown. */
  static Map<String, String> params(LearnerInfo learner, Growing.Chosen chosen, boolean weighed) {
    Map<String, String> params = new TreeMap<>(Release.params(chosen));
    if (weighed && resamples(learner)) {
      params.put("weights", "rows resampled");
    }
    return params;
  }

  private static boolean resamples(LearnerInfo learner) {
    return learner.capabilities().contains(Capability.RESAMPLED_WEIGHTS);
  }
}
