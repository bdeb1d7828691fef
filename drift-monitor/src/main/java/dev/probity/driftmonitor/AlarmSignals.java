// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.Evidence;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalEstimate;
import dev.probity.topics.record.SignalEvidence;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalLimits;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Turns e-values into signal records: what a process saw, and how strong its evidence is. */
final class AlarmSignals {
  /** E-values above this exceed what a double can say; their logarithm still stands. */
  private static final double LARGEST_LOG10 = 308;

  private static final String NO_DATA = "insufficient";

  private final Signals signals;

  AlarmSignals(Signals signals) {
    this.signals = signals;
  }

  /**
   * What a process shows.
   *
   * @param value what it watches, in the open window; NaN when there is none
   * @param error the value's standard error, or NaN
   * @param limits what the value is held against
   * @param log10 the e-value's decimal logarithm
   * @param boundLog10 the logarithm at which it is a finding
   * @param findings how many series of the same family are findings; null for a test of its own
   */
  record Reading(
      double value,
      double error,
      SignalLimits limits,
      double log10,
      double boundLog10,
      @Nullable Long findings) {}

  /** The series of an alarm. */
  SignalSeries series(
      SignalFamily family, String metric, String column, String segment, SignalKind kind) {
    return signals.series(family, metric, column, segment, kind, WindowType.STREAM);
  }

  /** What an alarm is about, in windows of a type. */
  interface Subject {
    SignalSeries series(Signals signals, WindowType type);
  }

  /** The series of an alarm. */
  SignalSeries series(Subject subject) {
    return subject.series(signals, WindowType.STREAM);
  }

  /** The e-value of an alarm. */
  Signal of(SignalSeries series, Reading reading, Occasion occasion) {
    return of(series, reading, "e-process-mixture", occasion);
  }

  /** The e-value of a process that is told of by a method of its own. */
  Signal of(SignalSeries series, Reading reading, String method, Occasion occasion) {
    boolean alert = reading.log10() >= reading.boundLog10();
    Double value = Signals.finite(reading.value());
    return signals.signal(
        series,
        new SignalEstimate(
            value,
            null,
            null,
            null,
            value == null ? NO_DATA : null,
            Signals.finite(reading.error()),
            null,
            null),
        reading.limits(),
        new SignalEvidence(
            reading.log10() < LARGEST_LOG10 ? Math.pow(10, reading.log10()) : null,
            reading.log10(),
            Math.pow(10, reading.boundLog10()),
            null,
            reading.findings(),
            alert,
            alert ? Evidence.VIOLATION : Evidence.OK),
        Signals.method(method),
        occasion);
  }

  /** The limit of a process that bets on a mean above it. */
  static SignalLimits above(double mean) {
    return new SignalLimits(null, mean, "e-process", null);
  }

  /** When an alarm speaks: its window is its own count of records. */
  static Occasion occasion(long window, boolean closed, long n, boolean labels, Instant at) {
    return Occasion.standing(
        window,
        closed ? 1 : 0,
        closed ? WindowStatus.FINAL : WindowStatus.PROVISIONAL,
        n,
        labels ? n : 0,
        at);
  }
}
