// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/**
 * What a monitored metric is and how to read it, in words for people.
 *
 * @param definition what is computed
 * @param interpretation what a value means and what it does not
 */
public record MetricText(String definition, String interpretation) {
  /** Neither is empty. */
  public MetricText {
    if (definition.isBlank() || interpretation.isBlank()) {
      throw new IllegalArgumentException("a metric needs a definition and an interpretation");
    }
  }
}
