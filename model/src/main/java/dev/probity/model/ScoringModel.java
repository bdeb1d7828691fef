// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.Objects;

/**
 * A loaded model, ready to score. Immutable and shared between threads.
 *
 * @param name the model's name, such as the profile it serves
 * @param version the release's own text, empty if none
 * @param profile name of the profile it was trained under
 * @param digest identity of the bundle
 * @param spec the encoder
 * @param ensemble the trees, over the encoder's columns
 * @param calibrator margin to probability
 * @param threshold decision is positive iff calibrated probability &gt; threshold
 */
public record ScoringModel(
    String name,
    String version,
    String profile,
    ModelDigest digest,
    FeatureSpec spec,
    Ensemble ensemble,
    Calibrator calibrator,
    double threshold) {
  /** Checks that the parts fit. */
  public ScoringModel {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(calibrator, "calibrator");
    if (ensemble.features() != spec.size()) {
      throw new IllegalArgumentException(
          "trees have " + ensemble.features() + " features, the encoder " + spec.size());
    }
    if (ensemble.objective() == Objective.SQUARED_ERROR) {
      throw new IllegalArgumentException("margins of " + ensemble.objective() + " are no log-odds");
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException("threshold is not within [0, 1]: " + threshold);
    }
  }

  /**
   * The same model under the version its release record gives it.
   *
   * @param named the version, for people
   */
  public ScoringModel withVersion(String named) {
    return new ScoringModel(name, named, profile, digest, spec, ensemble, calibrator, threshold);
  }

  /**
   * Scores one encoded row.
   *
   * @param vector encoded by {@link #spec}
   */
  public Score score(float[] vector) {
    return decide(ensemble.margin(vector));
  }

  /**
   * What follows from a margin: raw and calibrated probability, and the decision. Margin 0 with the
   * identity calibrator and threshold 0.5 is 0.5, not positive: the rule is strict.
   *
   * @param margin log-odds
   */
  public Score decide(double margin) {
    double probability = calibrator.calibrate(margin);
    return new Score(margin, Ensemble.probability(margin), probability, probability > threshold);
  }
}
