// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;

/**
 * Which series a signal or alert belongs to.
 *
 * @param model the name of the model
 * @param modelDigest the SHA-256 of the release bundle
 * @param family the subject of the metric
 * @param metric the name of the metric
 * @param column the feature, or empty
 * @param segment the segment, {@code all} when none
 * @param kind what the value rests on
 * @param windowType how the records were gathered
 */
public record SignalSeries(
    String model,
    String modelDigest,
    SignalFamily family,
    String metric,
    String column,
    String segment,
    SignalKind kind,
    WindowType windowType) {

  /** Checks and copies the components. */
  public SignalSeries {
    Check.text(model, "model");
    Check.digest(modelDigest, "modelDigest");
    Check.present(family, "family");
    Check.text(metric, "metric");
    Check.optionalText(Check.present(column, "column"), "column");
    Check.text(segment, "segment");
    Check.present(kind, "kind");
    Check.present(windowType, "windowType");
  }

  /** The record key, {@code modelDigest|metric|column|segment|kind|windowType}. */
  public String key() {
    return String.join("|", modelDigest, metric, column, segment, kind.code(), windowType.code());
  }
}
