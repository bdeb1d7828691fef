// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.CalibrationCurve;
import dev.probity.model.monitor.Estimate;
import dev.probity.model.monitor.GroupBasis;
import dev.probity.model.monitor.MonitorMode;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.Performance;
import dev.probity.model.monitor.PerformanceMetric;
import dev.probity.model.monitor.ScoreHistogram;
import dev.probity.model.monitor.SegmentFold;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is said about a window of a release. */
final class WindowReport {
  private static final long LABELS_NEEDED = 100;
  private static final double MATURITY_NEEDED = .05;

  private final MonitoringReference reference;
  private final Signals signals;
  private final ReleaseLimits limits;
  private final FairnessRows fairness;

  WindowReport(MonitoredRelease release) {
    this.reference = release.reference();
    this.signals = new Signals(release);
    this.limits = new ReleaseLimits(reference);
    this.fairness = new FairnessRows(reference, signals);
  }

  Signals signals() {
    return signals;
  }

  ReleaseLimits limits() {
    return limits;
  }

  /** Expected performance of a closed window. */
  List<Signal> estimated(ScoreHistogram scores, boolean cbpeValid, Occasion occasion) {
    CalibrationCurve curve = reference.calibration().curve();
    List<Signal> all = new ArrayList<>();
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      Estimate estimate =
          Estimate.of(
              Performance.estimated(metric, scores, curve, MonitorMode.PROBITY),
              reference.samplingError(metric),
              scores.total(),
              limits.estimated(metric));
      all.add(
          signals.performance(metric, SignalKind.ESTIMATED, estimate, cbpeValid, true, occasion));
    }
    return all;
  }

  /** Performance on the labelled rows of a window. */
  List<Signal> realized(ScoreHistogram scores, Occasion occasion) {
    long labelled = scores.totalLabelled();
    boolean sufficient = labelled >= LABELS_NEEDED && labelled >= MATURITY_NEEDED * scores.total();
    List<Signal> all = new ArrayList<>();
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      Estimate estimate =
          Estimate.of(
              Performance.realized(metric, scores),
              reference.samplingError(metric),
              labelled,
              limits.realized(metric));
      all.add(
          signals.performance(metric, SignalKind.REALIZED, estimate, null, sufficient, occasion));
    }
    return all;
  }

  /** How the groups fared in a closed window, without labels. */
  List<Signal> fairness(SegmentFold segments, Occasion occasion) {
    return fairness.closed(segments, occasion);
  }

  /** How the groups fared by the labels of a window. */
  List<Signal> realizedFairness(SegmentFold segments, Occasion occasion) {
    return fairness.truth(segments, GroupBasis.REALIZED, occasion);
  }

  /** What violates the fairness policy since release. */
  List<Signal> standing(Instant at) {
    return fairness.standing(at);
  }
}
