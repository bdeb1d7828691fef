// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a reference is about: the head of the file, fixed before the first row is read.
 *
 * @param profile name of the use case's profile
 * @param profileDigest SHA-256 of the profile
 * @param treesDigest SHA-256 of the trees whose scores the rows carry; the model digest cannot
 *     stand here because it covers this file
 * @param features the features in the model's order
 * @param protectedAttributes the attributes fairness is judged by
 * @param policy limits of impact ratios
 * @param chunkRows rows per reference window, the same as the stream's count windows
 * @param provenance where the rows come from (data commit, folds, source offsets, seed), no time
 */
public record MonitorSpec(
    String profile,
    String profileDigest,
    String treesDigest,
    List<MonitoredFeature> features,
    List<ProtectedAttribute> protectedAttributes,
    FairnessPolicy policy,
    int chunkRows,
    Map<String, String> provenance) {
  /** Name of the column of calibrated probabilities. */
  public static final String SCORE_COLUMN = "probability";

  /** Name of the column of decisions, 0 and 1. */
  public static final String DECISION_COLUMN = "decision";

  /** Name of the column of truths in windows, 0 and 1; no column of the reference. */
  public static final String TARGET_COLUMN = "target";

  /** Names are unique, digests are digests. */
  public MonitorSpec {
    features = List.copyOf(features);
    protectedAttributes = List.copyOf(protectedAttributes);
    provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
    Set<String> columns = new HashSet<>(Set.of(SCORE_COLUMN, DECISION_COLUMN));
    for (MonitoredFeature feature : features) {
      if (!columns.add(feature.name())) {
        throw new IllegalArgumentException(
            "column %s occurs twice or is reserved".formatted(feature.name()));
      }
    }
    for (String digest : List.of(profileDigest, treesDigest)) {
      if (!digest.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException("a digest is 64 lower-case hex digits");
      }
    }
    if (profile.isBlank() || chunkRows < 1) {
      throw new IllegalArgumentException("a reference needs a profile and chunkRows ≥ 1");
    }
  }
}
