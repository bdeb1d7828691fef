// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.CalibrationCurve;
import dev.probity.model.monitor.Estimate;
import dev.probity.model.monitor.Evidence;
import dev.probity.model.monitor.GroupCounts;
import dev.probity.model.monitor.ImpactRatio;
import dev.probity.model.monitor.MonitorMode;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.Performance;
import dev.probity.model.monitor.PerformanceMetric;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.model.monitor.ScoreHistogram;
import dev.probity.model.monitor.WindowFold;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** What is said about a window of a release. */
final class WindowReport {
  /** All groups but the privileged one together. */
  private static final String UNPRIVILEGED = "unprivileged";

  private static final long LABELS_NEEDED = 100;
  private static final double MATURITY_NEEDED = .05;

  private final MonitoringReference reference;
  private final Signals signals;
  private final ReleaseLimits limits;

  WindowReport(MonitoredRelease release) {
    this.reference = release.reference();
    this.signals = new Signals(release);
    this.limits = new ReleaseLimits(reference);
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

  /** Impact ratios of a closed window. */
  List<Signal> fairness(WindowFold fold, Occasion occasion) {
    List<Signal> all = new ArrayList<>();
    List<ProtectedAttribute> attributes = reference.spec().protectedAttributes();
    for (int i = 0; i < attributes.size(); i++) {
      ProtectedAttribute attribute = attributes.get(i);
      ratios(
          attribute,
          fold.groups(i),
          (group, ratio) ->
              all.add(signals.impact(attribute.name(), group, ratio, WindowType.COUNT, occasion)));
    }
    return all;
  }

  /**
   * What violates the fairness policy on the reference itself: recorded once when a release is
   * first seen, no alarm, because it is no news in any window.
   */
  List<Signal> standing(Instant at) {
    List<Signal> all = new ArrayList<>();
    for (ProtectedAttribute attribute : reference.spec().protectedAttributes()) {
      ratios(
          attribute,
          reference.groups(attribute.name()),
          (group, ratio) -> {
            if (ratio.evidence() == Evidence.VIOLATION) {
              Occasion occasion =
                  Occasion.standing(null, 1, WindowStatus.FINAL, ratio.n(), ratio.n(), at);
              all.add(signals.impact(attribute.name(), group, ratio, WindowType.STREAM, occasion));
            }
          });
    }
    return all;
  }

  private void ratios(
      ProtectedAttribute attribute,
      List<GroupCounts> counts,
      BiConsumer<String, ImpactRatio> take) {
    int privileged = attribute.indexOf(attribute.privileged());
    GroupCounts others = GroupCounts.NONE;
    int groups = 0;
    for (int group = 0; group < attribute.groups().size(); group++) {
      if (group != privileged) {
        groups++;
        others = others.plus(counts.get(group));
        take.accept(
            attribute.groups().get(group),
            ImpactRatio.of(counts.get(group), counts.get(privileged), reference.spec().policy()));
      }
    }
    if (groups > 1) {
      take.accept(
          UNPRIVILEGED, ImpactRatio.of(others, counts.get(privileged), reference.spec().policy()));
    }
  }
}
