// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.time.Instant;
import java.util.Map;

/**
 * A windowed estimate about a model: value, band, limits, number of records and the offsets it can
 * be computed again from. The groups of components stand side by side in JSON, not nested.
 *
 * @param schema the version of this record, {@code signal.v1}
 * @param mode whose semantics were used, {@code probity} or {@code nannyml-0.13.1}
 * @param series which series it belongs to
 * @param referenceDigest the SHA-256 of the monitoring reference
 * @param profileDigest the SHA-256 of the profile
 * @param window the records behind it
 * @param estimate the value and its band
 * @param limits the limits
 * @param evidence test statistics and conclusion
 * @param flags method and remarks
 * @param inputOffsets by topic-partition, the records it rests on
 * @param computedAt stream time, never the clock
 */
public record Signal(
    String schema,
    String mode,
    SignalSeries series,
    String referenceDigest,
    String profileDigest,
    SignalWindow window,
    SignalEstimate estimate,
    SignalLimits limits,
    SignalEvidence evidence,
    SignalFlags flags,
    Map<String, OffsetRange> inputOffsets,
    Instant computedAt) {

  /** Checks and copies the components. */
  public Signal {
    Check.text(schema, "schema");
    Check.text(mode, "mode");
    Check.present(series, "series");
    Check.digest(referenceDigest, "referenceDigest");
    Check.digest(profileDigest, "profileDigest");
    Check.present(window, "window");
    Check.present(estimate, "estimate");
    Check.present(limits, "limits");
    Check.present(evidence, "evidence");
    Check.present(flags, "flags");
    inputOffsets = Check.copy(inputOffsets, "inputOffsets");
    computedAt = Check.millis(computedAt, "computedAt");
    Check.that(schema.equals(SCHEMA), "schema", "signal.v1");
  }

  /** The version text of this record. */
  public static final String SCHEMA = "signal.v1";

  /** The record key: that of the series. */
  public String key() {
    return series.key();
  }
}
