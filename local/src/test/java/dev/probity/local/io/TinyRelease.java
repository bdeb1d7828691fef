// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.model.Calibrator;
import dev.probity.model.Categories;
import dev.probity.model.Direction;
import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Objective;
import dev.probity.model.ScoringModel;
import dev.probity.model.TreeBuilder;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.SelfTestRows;
import dev.probity.model.bundle.SigningKey;
import dev.probity.topics.profile.Profile;
import java.util.List;
import java.util.Map;

/** Signed releases of two stumps over the apprentice profile; no learner is needed for them. */
final class TinyRelease {
  private TinyRelease() {}

  private static SigningKey key() {
    return SigningKey.of("tests/1", new byte[32]);
  }

  /** The key that is to be trusted. */
  static String vkey() {
    return key().trusted().vkey();
  }

  /** The files of the release of this number. */
  static Map<String, byte[]> files(Profile profile, int number) {
    FeatureSpec spec =
        new FeatureSpec(
            List.of(
                new Feature.Categorical(
                    "trade",
                    new Categories.Labels(List.of("carpenter", "electrician", "plumber")),
                    Feature.Policy.REFUSE,
                    Feature.Policy.REFUSE,
                    true,
                    Direction.ANY),
                new Feature.Numeric(
                    "grade", false, 1, 6, Feature.Policy.MISSING, false, Direction.ANY),
                new Feature.Numeric(
                    "interview", true, 1, 3, Feature.Policy.REFUSE, true, Direction.INCREASE)));
    Ensemble ensemble =
        new Ensemble(
            3,
            Objective.BINARY_LOGISTIC,
            0.5f,
            List.of(
                new TreeBuilder()
                    .categories(0, new int[] {2}, true, 100f)
                    .leaf(-0.2f * number, 60f)
                    .leaf(1f, 40f)
                    .build(),
                new TreeBuilder()
                    .split(1, 3f, true, 100f)
                    .leaf(-0.3f, 50f)
                    .leaf(0.4f, 50f)
                    .build()));
    ScoringModel draft =
        Bundle.draft(
            profile.name(), "", profile.name(), spec, ensemble, new Calibrator.Identity(), 0.5);
    Manifest manifest =
        new Manifest(
            profile.name(),
            "",
            new Manifest.ProfileReference(profile.name(), profile.digest()),
            new Manifest.Task("left", 0.5),
            spec,
            Bundle.facts(ensemble, Manifest.CoverUnit.HESSIAN),
            new Manifest.Calibration(new Calibrator.Identity(), 0, "none", "none"),
            new Manifest.LearnerFacts("by hand", "1", Map.of(), number, 1, 0),
            new Manifest.DataFacts("none", "0".repeat(64), 1, Map.of()),
            Manifest.FairnessFacts.none(1),
            Map.of(),
            List.of());
    return Bundle.assemble(
        manifest,
        ensemble,
        SelfTestRows.construct(draft, Map.of(), 1, 32),
        Map.of(),
        List.of(key()));
  }
}
