// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.Limits;
import dev.probity.topics.Topics;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalWindow;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When and on what a signal is given.
 *
 * @param type how its records were gathered
 * @param window the window
 * @param offsets the records it rests on; outcomes and explanations as far as they were read
 * @param at stream time
 * @param idle whether a partition had nothing to say for long
 */
record Occasion(
    WindowType type,
    SignalWindow window,
    Map<String, OffsetRange> offsets,
    Instant at,
    boolean idle) {

  /** A count window. */
  static Occasion count(
      long index,
      int revision,
      WindowStatus status,
      long n,
      long labelled,
      Map<String, OffsetRange> offsets,
      Instant at) {
    return new Occasion(
        WindowType.COUNT,
        new SignalWindow(
            null, null, index, revision, status, n, labelled, maturity(n, labelled), 0),
        offsets,
        at,
        false);
  }

  private static double maturity(long n, long labelled) {
    return n == 0 ? 0 : (double) labelled / n;
  }

  /** A count without a window of its own: what stands at release, what an alarm has seen. */
  static Occasion standing(
      @Nullable Long index, int revision, WindowStatus status, long n, long labelled, Instant at) {
    return new Occasion(
        WindowType.STREAM,
        new SignalWindow(null, null, index, revision, status, n, labelled, null, 0),
        Map.of(),
        at,
        false);
  }

  /** A window of event time over what its hours hold. */
  static Occasion time(
      EventWindow window,
      int revision,
      WindowStatus status,
      Pane pane,
      Instant at,
      EventClock clock) {
    long n = pane.fold().n();
    long labelled = pane.fold().scores().totalLabelled();
    return new Occasion(
        window.span().type(),
        new SignalWindow(
            window.start(),
            window.end(),
            null,
            revision,
            status,
            n,
            labelled,
            maturity(n, labelled),
            0),
        pane.offsets().and(clock.told()),
        at,
        clock.anyIdle());
  }

  /**
   * Limits set by reference windows of so many rows, where they may be applied: a shorter window
   * scatters more, and would breach them by chance.
   */
  Limits limits(Limits limits, int rows) {
    return type == WindowType.COUNT || window.n() >= rows ? limits : Limits.none();
  }

  /** The records a row of this family rests on: explanations are behind those on them alone. */
  Map<String, OffsetRange> offsets(SignalFamily family) {
    if (family == SignalFamily.ATTRIBUTION) {
      return offsets;
    }
    Map<String, OffsetRange> without = new TreeMap<>(offsets);
    without.keySet().removeIf(place -> place.startsWith(Topics.EXPLANATIONS.name() + "-"));
    return without;
  }

  Occasion withRows(long n) {
    return with(n, Math.min(n, window.nLabelled()), window.nMissing());
  }

  Occasion withMissing(long missing) {
    return with(window.n(), window.nLabelled(), missing);
  }

  private Occasion with(long n, long labelled, long missing) {
    return new Occasion(
        type,
        new SignalWindow(
            window.windowStart(),
            window.windowEnd(),
            window.chunkIndex(),
            window.revision(),
            window.status(),
            n,
            labelled,
            window.maturity(),
            missing),
        offsets,
        at,
        idle);
  }
}
