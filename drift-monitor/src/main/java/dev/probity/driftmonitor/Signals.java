// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.CategoricalFold;
import dev.probity.model.monitor.ColumnFold;
import dev.probity.model.monitor.DriftMethod;
import dev.probity.model.monitor.Estimate;
import dev.probity.model.monitor.KolmogorovTail;
import dev.probity.model.monitor.Limits;
import dev.probity.model.monitor.MonitorMode;
import dev.probity.model.monitor.PerformanceMetric;
import dev.probity.topics.record.Evidence;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalEstimate;
import dev.probity.topics.record.SignalEvidence;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalFlags;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalLimits;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.SignalWindow;
import dev.probity.topics.record.WindowType;
import org.jspecify.annotations.Nullable;

/** Turns figures of one release into signal records. */
final class Signals {
  private static final double THREE_SIGMA = .997;
  static final double CONFIDENCE = .95;
  static final String ALL = "all";
  static final String INSUFFICIENT = "insufficient";
  private static final String UNDEFINED = "undefined";
  private static final SignalEstimate NONE =
      new SignalEstimate(null, null, null, null, UNDEFINED, null, null, null);
  static final SignalLimits NO_LIMITS = new SignalLimits(null, null, null, null);

  private final MonitoredRelease release;

  Signals(MonitoredRelease release) {
    this.release = release;
  }

  /** A label-free or realized performance figure. */
  Signal performance(
      PerformanceMetric metric,
      SignalKind kind,
      Estimate estimate,
      @Nullable Boolean cbpeValid,
      boolean sufficient,
      Occasion occasion) {
    boolean known = sufficient && Double.isFinite(estimate.value());
    SignalFlags flags =
        new SignalFlags(
            switch (kind) {
              case ESTIMATED, ESTIMATED_RECALIBRATED -> "cbpe";
              case JOINT -> "cbpe-and-labels";
              case REALIZED, OBSERVED -> "labelled";
            },
            cbpeValid,
            null,
            false,
            false);
    return signal(
        series(SignalFamily.PERFORMANCE, metric.wireName(), "", ALL, kind, occasion.type()),
        known ? known(estimate) : missing(sufficient ? UNDEFINED : INSUFFICIENT),
        limits(estimate.limits(), "prediction-limit"),
        evidence(known && estimate.breached(), known ? Evidence.OK : Evidence.INSUFFICIENT),
        flags,
        occasion);
  }

  private static SignalEstimate known(Estimate estimate) {
    return new SignalEstimate(
        estimate.value(),
        finite(estimate.lower()),
        finite(estimate.upper()),
        THREE_SIGMA,
        null,
        finite(estimate.samplingError()),
        null,
        null);
  }

  /**
   * What a figure of a window is about.
   *
   * @param family the subject of the metric
   * @param metric the metric
   * @param column the feature, or empty
   * @param kind what the value rests on
   */
  record Subject(SignalFamily family, String metric, String column, SignalKind kind) {}

  /**
   * A value with its 95 % interval.
   *
   * @param value the value, NaN when there is none
   * @param lower lower end, or NaN
   * @param upper upper end, or NaN
   */
  record Band(double value, double lower, double upper) {}

  /** A figure of a whole count window. */
  Signal figure(Subject subject, Band band, Limits limits, String method, Occasion occasion) {
    boolean known = Double.isFinite(band.value());
    Double lower = finite(band.lower());
    return signal(
        series(
            subject.family(),
            subject.metric(),
            subject.column(),
            ALL,
            subject.kind(),
            occasion.type()),
        known
            ? new SignalEstimate(
                band.value(),
                lower,
                finite(band.upper()),
                lower == null ? null : CONFIDENCE,
                null,
                null,
                null,
                null)
            : NONE,
        limits(limits, "three-sigma"),
        evidence(
            known && limits.breachedBy(band.value()), known ? Evidence.OK : Evidence.INSUFFICIENT),
        method(method),
        occasion);
  }

  /** The distance of a column from the reference. */
  Signal drift(ColumnFold fold, DriftMethod method, Limits limits, Occasion occasion) {
    double value = fold.distance(method, MonitorMode.PROBITY);
    Double pValue = finite(pValue(fold, method, value));
    boolean known = Double.isFinite(value);
    return signal(
        series(
            SignalFamily.DRIFT,
            method.wireName(),
            fold.reference().name(),
            ALL,
            SignalKind.OBSERVED,
            occasion.type()),
        known ? plain(value) : NONE,
        limits(limits, "prediction-limit"),
        new SignalEvidence(
            null,
            null,
            null,
            pValue,
            null,
            limits.breachedBy(value),
            known ? Evidence.OK : Evidence.INSUFFICIENT),
        method(
            switch (method) {
              case KOLMOGOROV_SMIRNOV, WASSERSTEIN -> "binned-10000";
              case JENSEN_SHANNON, HELLINGER, CHI2, L_INFINITY -> "counts";
            }),
        occasion.withMissing(fold.missing()));
  }

  private static double pValue(ColumnFold fold, DriftMethod method, double value) {
    if (fold instanceof CategoricalFold categorical && method == DriftMethod.CHI2) {
      return categorical.chiSquare().pValue();
    }
    return method == DriftMethod.KOLMOGOROV_SMIRNOV && fold.n() > 0
        ? KolmogorovTail.pValue(value, fold.reference().n(), fold.n())
        : Double.NaN;
  }

  SignalSeries series(
      SignalFamily family,
      String metric,
      String column,
      String segment,
      SignalKind kind,
      WindowType type) {
    return new SignalSeries(
        release.model(), release.modelDigest(), family, metric, column, segment, kind, type);
  }

  MonitoredRelease release() {
    return release;
  }

  Signal signal(
      SignalSeries series,
      SignalEstimate estimate,
      SignalLimits limits,
      SignalEvidence evidence,
      SignalFlags flags,
      Occasion occasion) {
    SignalWindow window = occasion.window();
    return new Signal(
        Signal.SCHEMA,
        MonitorMode.PROBITY.wireName(),
        series,
        release.referenceDigest(),
        release.reference().spec().profileDigest(),
        window,
        estimate,
        limits,
        evidence,
        occasion.idle() ? idle(flags) : flags,
        occasion.offsets(series.family()),
        occasion.at());
  }

  static SignalEstimate plain(double value) {
    return new SignalEstimate(value, null, null, null, null, null, null, null);
  }

  static SignalEstimate missing(String reason) {
    return new SignalEstimate(null, null, null, null, reason, null, null, null);
  }

  private static SignalLimits limits(Limits limits, String rule) {
    Double lower = finite(limits.lower());
    Double upper = finite(limits.upper());
    return lower == null && upper == null
        ? NO_LIMITS
        : new SignalLimits(lower, upper, rule, limits.windows());
  }

  static SignalEvidence evidence(boolean alert, Evidence evidence) {
    return new SignalEvidence(null, null, null, null, null, alert, evidence);
  }

  private static SignalFlags idle(SignalFlags flags) {
    return new SignalFlags(
        flags.method(), flags.cbpeValid(), flags.labelBias(), flags.incomplete(), true);
  }

  static SignalFlags method(String name) {
    return new SignalFlags(name, null, null, false, false);
  }

  static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
