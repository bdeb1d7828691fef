// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.compare;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a release said about a case.
 *
 * @param probability calibrated probability of the positive class
 * @param positive what it decided
 * @param label the truth; null while it is not known
 * @param groups the protected groups of the person, by attribute; empty when they are not known
 */
public record Judged(
    double probability, boolean positive, @Nullable Boolean label, Map<String, String> groups) {
  /** Copies. */
  public Judged {
    groups = Map.copyOf(groups);
  }
}
