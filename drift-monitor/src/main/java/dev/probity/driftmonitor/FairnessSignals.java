// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.FairnessPolicy;
import dev.probity.model.monitor.GroupFigure;
import dev.probity.model.monitor.GroupGap;
import dev.probity.model.monitor.GroupRate;
import dev.probity.model.monitor.ImpactChange;
import dev.probity.model.monitor.ImpactRatio;
import dev.probity.topics.record.Evidence;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalEstimate;
import dev.probity.topics.record.SignalEvidence;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalLimits;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.WindowType;

/** Turns what is known about groups into signal records. */
final class FairnessSignals {
  private final Signals signals;

  FairnessSignals(Signals signals) {
    this.signals = signals;
  }

  /**
   * The impact ratio of a group, in a window or, standing, at release. A window's row says by its
   * rule whether the violation stands since release, so that it is no news.
   */
  Signal impact(
      String attribute, String group, ImpactRatio ratio, boolean sinceRelease, Occasion occasion) {
    boolean known = ratio.evidence() != dev.probity.model.monitor.Evidence.INSUFFICIENT;
    FairnessPolicy policy = signals.release().reference().spec().policy();
    boolean standing = occasion.type() == WindowType.STREAM;
    return signals.signal(
        signals.series(
            SignalFamily.FAIRNESS,
            "impact_ratio",
            attribute,
            group,
            SignalKind.OBSERVED,
            occasion.type()),
        known
            ? new SignalEstimate(
                ratio.value(),
                ratio.lower(),
                ratio.upper(),
                Signals.CONFIDENCE,
                null,
                null,
                null,
                null)
            : Signals.missing(Signals.INSUFFICIENT),
        new SignalLimits(policy.lower(), policy.upper(), policyRule(standing, sinceRelease), null),
        new SignalEvidence(
            null, null, null, null, standing ? 1L : null, false, evidence(ratio.evidence())),
        Signals.method("katz-log"),
        occasion.withRows(ratio.n()));
  }

  private static String policyRule(boolean standing, boolean sinceRelease) {
    if (standing) {
      return "policy-standing";
    }
    return sinceRelease ? "policy-since-release" : "policy";
  }

  /** How far a group's impact ratio moved from what it was at release: news when it did. */
  Signal impactChange(String column, String group, GroupFigure change, Occasion occasion) {
    return group(
        signals.series(
            SignalFamily.FAIRNESS,
            "impact_ratio_change",
            column,
            group,
            SignalKind.OBSERVED,
            occasion.type()),
        change,
        new SignalLimits(-ImpactChange.TOLERANCE, ImpactChange.TOLERANCE, "change", null),
        change.evidence() == dev.probity.model.monitor.Evidence.VIOLATION,
        "variance-recovery",
        occasion);
  }

  /** A rate of a group. */
  Signal groupRate(
      GroupRate rate,
      String column,
      String group,
      SignalKind kind,
      GroupFigure figure,
      Occasion occasion) {
    return group(
        signals.series(
            SignalFamily.FAIRNESS, rate.wireName(), column, group, kind, occasion.type()),
        figure,
        Signals.NO_LIMITS,
        false,
        kind == SignalKind.ESTIMATED ? "cbpe" : "wilson",
        occasion);
  }

  /** The difference of a group's rate from the privileged group's. */
  Signal groupGap(
      GroupGap gap,
      String column,
      String group,
      SignalKind kind,
      GroupFigure figure,
      Occasion occasion) {
    String counted = gap == GroupGap.AVERAGE_ODDS ? "sum-of-variances" : "newcombe";
    return group(
        signals.series(SignalFamily.FAIRNESS, gap.wireName(), column, group, kind, occasion.type()),
        figure,
        new SignalLimits(-GroupGap.LARGEST, GroupGap.LARGEST, "policy", null),
        false,
        kind == SignalKind.ESTIMATED ? "cbpe" : counted,
        occasion);
  }

  /** How often people decided against the model about a group. */
  Signal disagreement(String column, String group, GroupFigure figure, Occasion occasion) {
    return group(
        signals.series(
            SignalFamily.FAIRNESS,
            "disagreement_rate",
            column,
            group,
            SignalKind.OBSERVED,
            occasion.type()),
        figure,
        Signals.NO_LIMITS,
        false,
        "wilson",
        occasion);
  }

  private Signal group(
      SignalSeries series,
      GroupFigure figure,
      SignalLimits limits,
      boolean alert,
      String method,
      Occasion occasion) {
    boolean known = figure.evidence() != dev.probity.model.monitor.Evidence.INSUFFICIENT;
    return signals.signal(
        series,
        known
            ? new SignalEstimate(
                figure.value(),
                figure.lower(),
                figure.upper(),
                Signals.CONFIDENCE,
                null,
                null,
                null,
                null)
            : Signals.missing(Signals.INSUFFICIENT),
        limits,
        Signals.evidence(alert, evidence(figure.evidence())),
        Signals.method(method),
        occasion.withRows(figure.n()));
  }

  private static Evidence evidence(dev.probity.model.monitor.Evidence evidence) {
    return switch (evidence) {
      case OK -> Evidence.OK;
      case WATCH -> Evidence.WATCH;
      case VIOLATION -> Evidence.VIOLATION;
      case INSUFFICIENT -> Evidence.INSUFFICIENT;
    };
  }
}
