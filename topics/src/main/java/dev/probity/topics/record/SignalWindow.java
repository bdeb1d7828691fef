// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import dev.probity.topics.value.Rfc3339;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The records behind a signal.
 *
 * @param windowStart the first event time, for windows of time
 * @param windowEnd the end of event time, excluded, for windows of time
 * @param chunkIndex the number of the chunk from 0, for windows of count
 * @param revision 0, then one more per amendment
 * @param status whether later records may still change it
 * @param n the number of records
 * @param nLabelled how many of them have a label
 * @param maturity the share of records whose label should be known by now
 * @param nMissing how many lack the value the metric is about
 */
public record SignalWindow(
    @Nullable Instant windowStart,
    @Nullable Instant windowEnd,
    @Nullable Long chunkIndex,
    int revision,
    WindowStatus status,
    long n,
    long nLabelled,
    @Nullable Double maturity,
    long nMissing) {

  /** Checks and copies the components. */
  public SignalWindow {
    windowStart = Check.optionalMillis(windowStart, "windowStart");
    windowEnd = Check.optionalMillis(windowEnd, "windowEnd");
    if (chunkIndex != null) {
      Check.count(chunkIndex, "chunkIndex");
    }
    Check.that(revision >= 0, "revision", "0 or more");
    Check.present(status, "status");
    Check.count(n, "n");
    Check.count(nLabelled, "nLabelled");
    if (maturity != null) {
      Check.ratio(maturity, "maturity");
    }
    Check.count(nMissing, "nMissing");
  }

  /**
   * What names the window in an alert's id: {@code windowStart}, or {@code chunkIndex} for windows
   * of count; empty when there is neither.
   */
  public String label() {
    if (chunkIndex != null) {
      return Long.toString(chunkIndex);
    }
    return windowStart == null ? "" : Rfc3339.format(windowStart);
  }
}
