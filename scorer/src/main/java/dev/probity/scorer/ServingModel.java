// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.Scorer;
import dev.probity.model.ScoringModel;
import dev.probity.topics.profile.CandidateRules;
import dev.probity.topics.profile.Profile;

/**
 * A loaded release bound to the profile whose candidates it scores.
 *
 * @param model the release
 * @param scorer its trees, prepared for scoring
 * @param profile the profile
 * @param rules the rules candidates of the profile must keep
 */
public record ServingModel(
    ScoringModel model, Scorer scorer, Profile profile, CandidateRules rules) {

  /**
   * Binds a release to a profile.
   *
   * @throws ModelRefusedException when the release was made for another profile or reads features
   *     the profile does not have
   */
  public static ServingModel bind(ScoringModel model, Profile profile) {
    if (!model.profile().equals(profile.name())) {
      throw new ModelRefusedException(
          RefusalCode.SPEC_MISMATCH,
          "made for profile " + model.profile() + ", this scorer serves " + profile.name());
    }
    for (String feature : model.spec().names()) {
      if (profile.feature(feature) == null) {
        throw new ModelRefusedException(
            RefusalCode.SPEC_MISMATCH,
            "feature " + feature + " is not in profile " + profile.name());
      }
    }
    return new ServingModel(
        model, new Scorer(model.ensemble()), profile, CandidateRules.of(profile));
  }

  /** The digest of the release. */
  public String digest() {
    return model.digest().hex();
  }

  /** The same release under the version a switch gave it. */
  public ServingModel named(String version) {
    return model.version().equals(version)
        ? this
        : new ServingModel(model.withVersion(version), scorer, profile, rules);
  }
}
