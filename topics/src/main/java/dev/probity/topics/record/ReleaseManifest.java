// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.util.List;

/**
 * What the manifest inside a release bundle says, as far as readers of the topic need it.
 *
 * @param manifestDigest the SHA-256 of the manifest file
 * @param referenceDigest the SHA-256 of the monitoring reference
 * @param positive the positive class in words
 * @param threshold positive above this probability
 * @param features the features, in the order of the vector
 * @param trees the number of trees
 * @param learner the learner and its version
 * @param calibrator the kind of calibrator
 * @param metrics figures of the release
 */
public record ReleaseManifest(
    String manifestDigest,
    String referenceDigest,
    String positive,
    double threshold,
    List<String> features,
    int trees,
    String learner,
    String calibrator,
    List<ReleaseMetric> metrics) {

  /** Checks and copies the components. */
  public ReleaseManifest {
    Check.digest(manifestDigest, "manifestDigest");
    Check.digest(referenceDigest, "referenceDigest");
    Check.text(positive, "positive");
    Check.ratio(threshold, "threshold");
    features = Check.copy(features, "features");
    Check.that(trees > 0, "trees", "1 or more");
    Check.text(learner, "learner");
    Check.text(calibrator, "calibrator");
    metrics = Check.copy(metrics, "metrics");
  }
}
