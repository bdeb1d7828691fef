// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.simulate;

import dev.probity.topics.record.Candidate;
import java.util.Map;

/**
 * A real case before anything is done to it.
 *
 * @param candidate who applied
 * @param observed the quantity the profile predicts, as it was observed
 * @param groups the protected group, by attribute
 */
public record SimulatedCase(Candidate candidate, double observed, Map<String, String> groups) {
  /** Copies the map. */
  public SimulatedCase {
    groups = Map.copyOf(groups);
  }
}
