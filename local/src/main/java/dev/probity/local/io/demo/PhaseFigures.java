// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the monitor said about a stretch of predictions: the mean over the windows that lie inside
 * it, and of their bands.
 *
 * @param value the mean of the values
 * @param lower the mean of the lower ends
 * @param upper the mean of the upper ends
 * @param n the number of records behind it
 * @param windows the number of windows
 */
record PhaseFigures(double value, double lower, double upper, long n, int windows) {

  /**
   * The figures of one metric, or null when no window with a value lies inside the stretch.
   *
   * @param from the number of predictions before the stretch
   * @param to the number of predictions at its end
   * @param rows the number of predictions of a window
   */
  static @Nullable PhaseFigures of(
      List<Signal> signals, String metric, SignalKind kind, long from, long to, int rows) {
    Map<Long, Signal> newest = new HashMap<>();
    for (Signal signal : signals) {
      Long chunk = signal.window().chunkIndex();
      boolean wanted =
          signal.series().metric().equals(metric)
              && signal.series().kind() == kind
              && signal.series().segment().equals("all");
      if (wanted && chunk != null && chunk * rows >= from && (chunk + 1) * rows <= to) {
        newest.merge(
            chunk, signal, (a, b) -> a.window().revision() > b.window().revision() ? a : b);
      }
    }
    double value = 0;
    double lower = 0;
    double upper = 0;
    long n = 0;
    int windows = 0;
    for (Signal signal : newest.values()) {
      Double estimate = signal.estimate().value();
      if (estimate != null) {
        windows++;
        value += estimate;
        lower += orElse(signal.estimate().lower(), estimate);
        upper += orElse(signal.estimate().upper(), estimate);
        n += kind == SignalKind.REALIZED ? signal.window().nLabelled() : signal.window().n();
      }
    }
    return windows == 0
        ? null
        : new PhaseFigures(value / windows, lower / windows, upper / windows, n, windows);
  }

  private static double orElse(@Nullable Double end, double value) {
    return end == null ? value : end;
  }
}
