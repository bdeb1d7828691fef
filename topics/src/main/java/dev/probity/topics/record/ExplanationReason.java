// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.util.List;

/**
 * One of the few reasons a person is told.
 *
 * @param group the name of the group of features
 * @param features the features of the group
 * @param contribution the sum of their contributions, in log-odds
 * @param direction which way they pushed the positive class
 * @param text the reason in words, from the catalogue
 */
public record ExplanationReason(
    String group, List<String> features, double contribution, Direction direction, String text) {

  /** Checks and copies the components. */
  public ExplanationReason {
    Check.text(group, "group");
    features = Check.copy(features, "features");
    Check.finite(contribution, "contribution");
    Check.present(direction, "direction");
    Check.prose(text, "text");
  }
}
