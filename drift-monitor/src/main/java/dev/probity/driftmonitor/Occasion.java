// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.SignalWindow;
import dev.probity.topics.record.WindowStatus;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When and on what a signal is given.
 *
 * @param window the window
 * @param offsets the records it rests on
 * @param at stream time
 */
record Occasion(SignalWindow window, Map<String, OffsetRange> offsets, Instant at) {

  /** A count window. */
  static Occasion count(
      long index,
      int revision,
      WindowStatus status,
      long n,
      long labelled,
      Map<String, OffsetRange> offsets,
      Instant at) {
    double maturity = n == 0 ? 0 : (double) labelled / n;
    return new Occasion(
        new SignalWindow(null, null, index, revision, status, n, labelled, maturity, 0),
        offsets,
        at);
  }

  /** A count without a window of its own: what stands at release, what an alarm has seen. */
  static Occasion standing(
      @Nullable Long index, int revision, WindowStatus status, long n, long labelled, Instant at) {
    return new Occasion(
        new SignalWindow(null, null, index, revision, status, n, labelled, null, 0), Map.of(), at);
  }

  Occasion withRows(long n) {
    return new Occasion(
        new SignalWindow(
            null,
            null,
            window.chunkIndex(),
            window.revision(),
            window.status(),
            n,
            Math.min(n, window.nLabelled()),
            window.maturity(),
            window.nMissing()),
        offsets,
        at);
  }

  Occasion withMissing(long missing) {
    return new Occasion(
        new SignalWindow(
            null,
            null,
            window.chunkIndex(),
            window.revision(),
            window.status(),
            window.n(),
            window.nLabelled(),
            window.maturity(),
            missing),
        offsets,
        at);
  }
}
