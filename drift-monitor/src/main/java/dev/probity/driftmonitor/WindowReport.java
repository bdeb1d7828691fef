// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.eval.Interval;
import dev.probity.model.monitor.AttributionFold;
import dev.probity.model.monitor.Calibration;
import dev.probity.model.monitor.CalibrationCurve;
import dev.probity.model.monitor.CalibrationGap;
import dev.probity.model.monitor.ColumnFold;
import dev.probity.model.monitor.DriftMethod;
import dev.probity.model.monitor.ErrorSums;
import dev.probity.model.monitor.Estimate;
import dev.probity.model.monitor.GroupBasis;
import dev.probity.model.monitor.GroupContributions;
import dev.probity.model.monitor.GroupFigure;
import dev.probity.model.monitor.Limits;
import dev.probity.model.monitor.MonitorMode;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.Performance;
import dev.probity.model.monitor.PerformanceMetric;
import dev.probity.model.monitor.ScoreHistogram;
import dev.probity.model.monitor.SegmentFold;
import dev.probity.model.monitor.WindowFold;
import dev.probity.topics.profile.AlarmTolerances;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is said about a window of a release. */
final class WindowReport {
  static final String RECONSTRUCTION = "pca_reconstruction_error";
  private static final long LABELS_NEEDED = 100;
  private static final double MATURITY_NEEDED = .05;

  private final MonitoringReference reference;
  private final AlarmTolerances tolerances;
  private final Signals signals;
  private final AlarmSignals alarms;
  private final ReleaseLimits limits;
  private final FairnessRows fairness;
  private final ColumnRows columns;
  private final ReviewRows reviews;
  private final AttributionRows attributions;

  WindowReport(MonitoredRelease release, AlarmTolerances tolerances) {
    this.reference = release.reference();
    this.tolerances = tolerances;
    this.signals = new Signals(release);
    this.alarms = new AlarmSignals(signals);
    this.limits = new ReleaseLimits(reference);
    this.fairness = new FairnessRows(reference, signals);
    this.columns = new ColumnRows(reference, tolerances, signals);
    this.reviews = new ReviewRows(reference, signals);
    this.attributions =
        new AttributionRows(signals, reference.attribution(), reference.spec().chunkRows());
  }

  Signals signals() {
    return signals;
  }

  AlarmSignals alarms() {
    return alarms;
  }

  /** The rows of the windows the limits come from. */
  private int rows() {
    return reference.spec().chunkRows();
  }

  /** The distances of a closed window's columns. */
  List<Signal> drift(WindowFold fold, Occasion occasion) {
    List<Signal> all = new ArrayList<>();
    for (ColumnFold column : fold.columns()) {
      for (DriftMethod method : column.reference().methods()) {
        Limits of = occasion.limits(limits.drift(column.reference().name(), method), rows());
        all.add(signals.drift(column, method, of, occasion));
      }
    }
    return all;
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
              occasion.limits(limits.estimated(metric), rows()));
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
              occasion.limits(limits.realized(metric), rows()));
      all.add(
          signals.performance(metric, SignalKind.REALIZED, estimate, null, sufficient, occasion));
    }
    return all;
  }

  /** Performance with the truth where it is known and the estimate elsewhere. */
  List<Signal> joint(ScoreHistogram scores, boolean cbpeValid, Occasion occasion) {
    CalibrationCurve curve = reference.calibration().curve();
    List<Signal> all = new ArrayList<>();
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      Estimate estimate =
          Estimate.of(
              Performance.joint(metric, scores, curve),
              reference.samplingError(metric),
              scores.total(),
              occasion.limits(limits.realized(metric), rows()));
      all.add(signals.performance(metric, SignalKind.JOINT, estimate, cbpeValid, true, occasion));
    }
    return all;
  }

  /** How far probabilities are from the truth that is known. */
  List<Signal> calibration(ScoreHistogram scores, Occasion occasion) {
    CalibrationCurve curve = reference.calibration().curve();
    GroupFigure gap = CalibrationGap.mean(scores, curve);
    return List.of(
        signals.figure(
            new Signals.Subject(
                SignalFamily.CALIBRATION, "calibration_error", "", SignalKind.REALIZED),
            new Signals.Band(CalibrationGap.error(scores, curve), Double.NaN, Double.NaN),
            new Limits(Double.NaN, Calibration.LARGEST_VALID_ERROR, 0),
            "equal-count-10",
            occasion.withRows(scores.totalLabelled())),
        signals.figure(
            new Signals.Subject(
                SignalFamily.CALIBRATION, "calibration_gap", "", SignalKind.REALIZED),
            new Signals.Band(gap.value(), gap.lower(), gap.upper()),
            Limits.none(),
            "labelled",
            occasion.withRows(scores.totalLabelled())));
  }

  /** Quality, statistics and stability of a closed window's columns. */
  List<Signal> columns(WindowFold fold, List<String> candidates, Occasion occasion) {
    return columns.closed(fold.columns(), candidates, occasion);
  }

  /** How much of what was predicted the window holds; nothing is left out silently. */
  Signal coverage(long folded, long lost, Occasion occasion) {
    return columns.coverage(folded, lost, occasion.withMissing(lost));
  }

  /** How people used the predictions. */
  List<Signal> reviews(ReviewWindow window, Instant at) {
    return reviews.closed(
        window, Occasion.count(window.index(), 1, WindowStatus.FINAL, window.n(), 0, Map.of(), at));
  }

  /** How the truth moved. */
  List<Signal> target(ScoreHistogram scores, Occasion occasion) {
    return columns.target(scores, occasion.withRows(scores.totalLabelled()));
  }

  /** How the groups fared in a closed window, without labels. */
  List<Signal> fairness(SegmentFold segments, Occasion occasion) {
    return fairness.closed(segments, occasion);
  }

  /** How the groups fared by the labels of a window. */
  List<Signal> realizedFairness(SegmentFold segments, Occasion occasion) {
    return fairness.truth(segments, GroupBasis.REALIZED, occasion);
  }

  /** How well the rows of a closed window hang together as the reference's did. */
  List<Signal> reconstruction(WindowFold fold, Occasion occasion) {
    ErrorSums errors = fold.errors();
    if (errors.n() == 0) {
      return List.of();
    }
    double reach = Interval.Z * errors.error();
    return List.of(
        signals.figure(
            new Signals.Subject(SignalFamily.DRIFT, RECONSTRUCTION, "", SignalKind.OBSERVED),
            new Signals.Band(
                errors.mean(), Math.max(0, errors.mean() - reach), errors.mean() + reach),
            occasion.limits(limits.reconstruction(), rows()),
            "fixed-point",
            occasion));
  }

  /** What moved the scores of a window, and those of its groups. */
  List<Signal> attribution(AttributionFold fold, GroupContributions groups, Occasion occasion) {
    List<Signal> all = new ArrayList<>(attributions.of(fold, occasion));
    all.addAll(
        attributions.ofGroups(
            groups, fold.reference(), reference.spec().policy().minGroupRows(), occasion));
    return all;
  }

  /** What moved the scores of a window. */
  List<Signal> attribution(AttributionFold fold, Occasion occasion) {
    return attributions.of(fold, occasion);
  }

  /** The e-values of a window of event time, before its first hour. */
  HourEvidence evidence(WindowType type) {
    return new HourEvidence(reference, tolerances, signals, type);
  }

  /** What is said of a whole window of event time. */
  List<Signal> timed(Pane pane, HourEvidence evidence, Occasion occasion) {
    List<Signal> all = new ArrayList<>();
    all.add(columns.rows(occasion));
    WindowFold fold = pane.fold();
    if (fold.n() == 0) {
      return all;
    }
    all.addAll(estimated(fold.scores(), reference.calibration().valid(), occasion));
    all.addAll(drift(fold, occasion));
    all.addAll(reconstruction(fold, occasion));
    all.addAll(fairness(fold.segments(), occasion));
    all.addAll(columns(fold, List.of(), occasion));
    AttributionFold explained = pane.explained();
    if (explained != null && explained.n() > 0) {
      all.addAll(attribution(explained, occasion));
    }
    all.addAll(timedTruth(pane, occasion));
    return evidence.beside(all, occasion, false);
  }

  /** What is said of a window of event time by the truth that is known. */
  List<Signal> timedTruth(Pane pane, HourEvidence evidence, Occasion occasion) {
    return evidence.beside(timedTruth(pane, occasion), occasion, true);
  }

  private List<Signal> timedTruth(Pane pane, Occasion occasion) {
    ScoreHistogram scores = pane.fold().scores();
    List<Signal> all = new ArrayList<>();
    if (scores.totalLabelled() > 0) {
      all.addAll(realized(scores, occasion));
      all.addAll(joint(scores, reference.calibration().valid(), occasion));
      all.addAll(realizedFairness(pane.fold().segments(), occasion));
      all.addAll(calibration(scores, occasion));
      all.addAll(target(scores, occasion));
    }
    return all;
  }

  /** What is said of a window of event time that is still open. */
  List<Signal> timedSoFar(Pane pane, Occasion occasion) {
    List<Signal> all = new ArrayList<>(List.of(columns.rows(occasion)));
    ScoreHistogram scores = pane.fold().scores();
    all.addAll(estimated(scores, reference.calibration().valid(), occasion));
    if (scores.totalLabelled() > 0) {
      all.addAll(joint(scores, reference.calibration().valid(), occasion));
    }
    return all;
  }

  /** What violates the fairness policy since release. */
  List<Signal> standing(Instant at) {
    return fairness.standing(at);
  }
}
