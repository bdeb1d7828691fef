// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.eval.Interval;
import dev.probity.model.monitor.Evidence;
import dev.probity.model.monitor.GroupFigure;
import dev.probity.model.monitor.Limits;
import dev.probity.model.monitor.Loss;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import java.util.ArrayList;
import java.util.List;

/** What is said about how people used the predictions of a release. */
final class ReviewRows {
  /** Reviews of a group below this say nothing about it. */
  private static final long LEAST_REVIEWS = 30;

  /**
   * People who look find at least this share of the model's known errors; who finds fewer stamps.
   */
  private static final double FOUND_ERRORS = .25;

  private final List<ProtectedAttribute> attributes;
  private final double errors;
  private final Signals signals;

  ReviewRows(MonitoringReference reference, Signals signals) {
    this.attributes = reference.spec().protectedAttributes();
    this.errors = reference.loss(Loss.ERROR).mean();
    this.signals = signals;
  }

  /** What a full window of reviews says. */
  List<Signal> closed(ReviewWindow window, Occasion occasion) {
    List<Signal> all = new ArrayList<>();
    long n = window.n();
    long overridden = window.count(OversightAction.OVERRIDDEN);
    all.add(rate("override_rate", overridden, n, checked(n), occasion));
    long deferred = window.count(OversightAction.DEFERRED);
    all.add(rate("defer_rate", deferred, n, Limits.none(), occasion));
    long contested = window.count(OversightAction.CONTESTED);
    all.add(rate("contest_rate", contested, n, Limits.none(), occasion));
    Limits half = new Limits(Double.NaN, .5, 0);
    long timed = window.timed();
    all.add(rate("hasty_rate", window.hasty(), timed, half, occasion.withRows(timed)));
    double mean = window.meanSeconds();
    double reach = Interval.Z * window.standardError();
    all.add(
        figure(
            "review_seconds",
            new Signals.Band(mean, Math.max(0, mean - reach), mean + reach),
            Limits.none(),
            occasion.withRows(timed)));
    for (int i = 0; i < attributes.size(); i++) {
      ProtectedAttribute attribute = attributes.get(i);
      for (int group = 0; group < attribute.groups().size(); group++) {
        all.add(
            new FairnessSignals(signals)
                .disagreement(
                    attribute.name(),
                    attribute.groups().get(group),
                    disagreement(window.disagreed(i, group), window.reviewed(i, group)),
                    occasion));
      }
    }
    return all;
  }

  private static GroupFigure disagreement(long against, long reviews) {
    if (reviews < LEAST_REVIEWS) {
      return new GroupFigure(Double.NaN, Double.NaN, Double.NaN, reviews, Evidence.INSUFFICIENT);
    }
    Interval interval = Interval.wilson(against, reviews);
    return new GroupFigure(
        (double) against / reviews, interval.lower(), interval.upper(), reviews, Evidence.OK);
  }

  /**
   * The least share of overrides that leaves it open whether people look: below it the whole
   * interval lies under a quarter of the model's error rate at release. 15 % errors and 200 reviews
   * give .015, three overrides; a model that hardly errs gives 0, for then nothing is to be found.
   */
  private Limits checked(long reviews) {
    long least = 0;
    while (least < reviews && Interval.wilson(least, reviews).upper() < FOUND_ERRORS * errors) {
      least++;
    }
    return new Limits((double) least / reviews, Double.NaN, 0);
  }

  private Signal rate(String metric, long count, long n, Limits limits, Occasion occasion) {
    Interval interval = n == 0 ? Interval.undefined() : Interval.wilson(count, n);
    return figure(
        metric,
        new Signals.Band((double) count / n, interval.lower(), interval.upper()),
        limits,
        occasion);
  }

  private Signal figure(String metric, Signals.Band band, Limits limits, Occasion occasion) {
    return signals.figure(
        new Signals.Subject(SignalFamily.STATS, metric, "", SignalKind.OBSERVED),
        band,
        limits,
        "counts",
        occasion);
  }
}
