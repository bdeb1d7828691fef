// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Ensemble;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ScoringModel;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.eval.CalibrationChoice;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProtectedAttribute;
import dev.probity.topics.record.FairnessAccess;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what trees are worth, on rows none of them has seen.
 *
 * @param profile the use case
 * @param spec what is chosen
 * @param access opens the protected attributes, for figures by group
 */
record Judge(Profile profile, TrainingSpec spec, FairnessAccess access) {

  /** Why the attribute to be reweighed is none that may be; null when nothing is wrong. */
  @Nullable String unprotected() {
    String reweigh = spec.reweigh();
    List<String> names =
        profile.protectedAttributes().stream().map(ProtectedAttribute::name).toList();
    return reweigh == null || names.contains(reweigh)
        ? null
        : "%s is no protected attribute of profile %s. Maybe one of %s"
            .formatted(reweigh, profile.name(), String.join(", ", names));
  }

  /** The rows no tree was grown on, scored. */
  ScoredPart unseen(FeatureSpec features, Ensemble ensemble, Dataset dataset) {
    int[] rows = Encoder.taken(features, dataset, dataset.rowsOf(Split.REFERENCE));
    return ScoredPart.of(features, ensemble, dataset, rows);
  }

  /** The model as it will serve. */
  ScoringModel draft(FeatureSpec features, Ensemble ensemble, CalibrationChoice choice) {
    return Bundle.draft(
        spec.name(), "", profile.name(), features, ensemble, choice.calibrator(), spec.threshold());
  }

  /** Its figures. */
  Evaluation evaluated(ScoredPart test, Dataset dataset, ScoringModel draft) {
    return Evaluation.of(test, dataset, draft.calibrator(), spec, profile, access);
  }

  /** What the report of its run draws. */
  byte[] views(Release release, ScoredPart test, byte[] card) {
    ScoringModel draft = release.draft();
    return RunViews.write(test, draft.ensemble(), draft.calibrator(), spec.seed(), card);
  }

  /** Its card. */
  byte[] card(Release release, ScoredPart test) {
    ScoringModel draft = release.draft();
    CardViews views =
        CardViews.of(
            test, draft.ensemble(), release.dataset(), draft.calibrator(), spec, profile, access);
    return ModelCard.write(release, views);
  }
}
